using System.Globalization;
using System.Text;

namespace Sockeye.Simulation;

/// <summary>
/// Keeps what servers broadcast in one order for all of them, and the sessions of clients that are away, as an engine beside them does. It loses nothing that it has taken, and forgets the oldest. A
/// server that it cannot reach reads on when it can be reached again.
/// </summary>
internal sealed class EventLog(World world, Weather weather, int maxLength)
{
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(200);

    private readonly Node _node = new(world, "log");
    private readonly List<ClusterMessage> _entries = [];
    private readonly List<LoggingAdapter> _readers = [];
    private readonly Dictionary<LoggingAdapter, (Link There, Link Back)> _links = [];
    private readonly Dictionary<string, (ClusterSession Session, long Expires)> _sessions = new(StringComparer.Ordinal);

    /// <summary>Whether a text is a position, and no offset of the history nor anything else that clients get.</summary>
    public static bool IsPosition(string text) => text is ['@', _, ..] && int.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out _);

    public static int Number(string position) => int.Parse(position.AsSpan(1), CultureInfo.InvariantCulture);

    public static string Name(int number) => "@" + number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether it has taken something that was said.</summary>
    public bool Has(string text) => _entries.Any(entry => Encoding.UTF8.GetString(entry.Payload.Json.Span).Contains($"\"{text}\"", StringComparison.Ordinal));

    /// <summary>A server begins to read, from what comes next.</summary>
    public void Add(LoggingAdapter reader)
    {
        reader.Read = _entries.Count;
        _readers.Add(reader);
        _links[reader] = (new Link(world, _node), new Link(world, reader.Server.Node));
    }

    public void Remove(LoggingAdapter reader) => _readers.Remove(reader);

    public ValueTask AppendAsync(LoggingAdapter from, ClusterMessage message)
    {
        var kept = message with { Payload = message.Payload with { Json = message.Payload.Json.ToArray() } };
        return new(AskAsync(from, () => Append(kept)).AsTask());
    }

    public ValueTask<bool> SaveAsync(LoggingAdapter from, ClusterSession session, TimeSpan lifetime) => AskAsync(from, () =>
    {
        _sessions[session.PrivateId] = (session, world.Now + lifetime.Ticks);
        return true;
    });

    public ValueTask<ClusterSession?> TakeAsync(LoggingAdapter from, string privateId) =>
        AskAsync(from, () => _sessions.Remove(privateId, out var saved) && saved.Expires > world.Now ? saved.Session : null);

    public ValueTask<LoggedEvents?> ReadAfterAsync(LoggingAdapter from, string offset, int maxEvents) => AskAsync(from, () =>
    {
        var first = Number(offset);
        var events = _entries.Skip(first)
            .Select((message, index) => new LoggedEvent(Name(first + index + 1), message))
            .Where(logged => logged.Message.Namespace == from.Namespace.Name)
            .ToList();
        return first < _entries.Count - maxLength || events.Count > maxEvents ? null : new LoggedEvents(events, Name(_entries.Count));
    });

    // What it does it may do without being able to say so.
    private ValueTask<T> AskAsync<T>(LoggingAdapter from, Func<T> call)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var (there, back) = _links[from];
        there.Send(weather.Delay(world.Rng), () =>
        {
            if (!IsAway(from))
            {
                var result = call();
                back.Send(weather.Delay(world.Rng), () => answer.SetResult(result));
                return;
            }

            if (world.Rng.Chance(20))
            {
                call();
            }

            back.Send(weather.Delay(world.Rng), () => answer.SetException(new ClusterPublishException("the log is away")));
        });
        return new(answer.Task);
    }

    private bool Append(ClusterMessage message)
    {
        _entries.Add(message);
        foreach (var reader in _readers.Where(static reader => !reader.IsWoken))
        {
            reader.IsWoken = true;
            _links[reader].Back.Send(weather.Delay(world.Rng), () => Read(reader));
        }

        return true;
    }

    private void Read(LoggingAdapter reader)
    {
        if (!_readers.Contains(reader))
        {
            return;
        }

        if (IsAway(reader) || reader.Server.IsDeaf)
        {
            world.After(reader.Server.Node, Retry.Ticks, () => Read(reader));
            return;
        }

        reader.IsWoken = false;
        while (reader.Read < _entries.Count)
        {
            reader.Take(_entries[reader.Read], Name(reader.Read + 1));
            reader.Read++;
        }
    }

    private bool IsAway(LoggingAdapter adapter) => weather.IsDown || adapter.Server.IsCut;
}
