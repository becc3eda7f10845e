using Sockeye.Emitters.Rooms;
using Sockeye.RoomMessages;

namespace Sockeye;

/// <summary>
/// Who is in the rooms of a namespace, for a process that is no server: it asks one of the servers, each of which knows the members of all. Thread-safe.
/// </summary>
/// <remarks>
/// A server answers if it has <c>UsePresence</c> in that namespace, and has heard of all other servers. That takes two heartbeats (<c>RoomOptions.HeartbeatInterval</c>) after the first server has started; until
/// then, and while a namespace that is made on demand has no clients, nobody answers.
/// </remarks>
public sealed class EmitterPresence
{
    // A server that was asked may have gone, and messages may be lost: it is asked again, after longer and longer times.
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstPatience = TimeSpan.FromSeconds(1);

    private readonly PresenceQuestions _questions;
    private readonly EmitterPresenceOptions _options;
    private readonly string _topic;

    // The server that answered last.
    private volatile string? _server;

    internal EmitterPresence(PresenceQuestions questions, string ns, EmitterPresenceOptions options)
    {
        _questions = questions;
        _options = options;
        _topic = RoomEnvelope.TopicOf(PresenceQuestion.Matter, ns);
        Namespace = ns;
    }

    /// <summary>The namespace of the rooms.</summary>
    public string Namespace { get; }

    /// <summary>How many members a room has.</summary>
    /// <param name="room">The room.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ArgumentException">The name is longer than 1024 characters: such a room has no presence.</exception>
    /// <exception cref="TimeoutException">No server has answered, or none that knows all others.</exception>
    /// <exception cref="ClusterPublishException">The broker has not taken the question, too many wait for their answers (<see cref="EmitterOptions.MaxPendingPublishes"/>), or the emitter is closed.</exception>
    /// <exception cref="OperationCanceledException">The token has ended it.</exception>
    public async Task<int> CountAsync(string room, CancellationToken cancellationToken = default) => (await AskAsync(new PresenceQuestion(0, Check(room), null, null, 0), cancellationToken)).Count;

    /// <summary>All members of a room, in the order of their ids. A large room comes in parts: who joins or leaves meanwhile may be missing or not.</summary>
    /// <inheritdoc cref="CountAsync"/>
    public async Task<IReadOnlyList<PresenceMember>> MembersAsync(string room, CancellationToken cancellationToken = default) => (await MembersAsync(room, null, int.MaxValue, cancellationToken)).Members;

    /// <summary>Some members of a room, in the order of their ids.</summary>
    /// <param name="room">The room.</param>
    /// <param name="after">The id behind which the page begins; what the page before gave as <see cref="PresencePage.Next"/>.</param>
    /// <param name="limit">How many the page has at most.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <inheritdoc cref="CountAsync"/>
    public async Task<PresencePage> MembersAsync(string room, string? after, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var members = new List<PresenceMember>();
        var question = new PresenceQuestion(0, Check(room), after is null ? null : Check(after), null, limit);
        while (true)
        {
            var answer = await AskAsync(question, cancellationToken);
            members.AddRange(answer.Members.Take(limit - members.Count));

            // Each part has to go on behind the one before: whatever comes, it ends.
            var hasMore = answer.Next is not null && (question.After is null || string.CompareOrdinal(answer.Next, question.After) > 0);
            if (!hasMore || members.Count == limit)
            {
                return new PresencePage(members, answer.Count, hasMore ? answer.Next : null);
            }

            question = question with { After = answer.Next, Limit = limit - members.Count };
        }
    }

    /// <summary>A member of a room; <see langword="null"/> if there is none of that id.</summary>
    /// <param name="room">The room.</param>
    /// <param name="id">The member.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <inheritdoc cref="CountAsync"/>
    public async Task<PresenceMember?> FindAsync(string room, string id, CancellationToken cancellationToken = default) =>
        (await AskAsync(new PresenceQuestion(0, Check(room), null, Check(id), 1), cancellationToken)).Members.FirstOrDefault(member => member.Id == id);

    private static string Check(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length <= PresenceQuestion.MaxNameLength ? name : throw new ArgumentException($"Names of rooms and members have at most {PresenceQuestion.MaxNameLength} characters.", nameof(name));
    }

    private async Task<PresenceAnswer> AskAsync(PresenceQuestion question, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_options.Timeout, TimeProvider.System);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var isAnybodyThere = false;
        try
        {
            for (var (pause, patience) = (FirstPause, FirstPatience); ; (pause, patience) = (pause * 2 < LongestPause ? pause * 2 : LongestPause, patience * 2))
            {
                if (_server is null && await SeekAsync(question.Room, pause, ending.Token) is { } found)
                {
                    isAnybodyThere = true;
                    if (found.IsWhole)
                    {
                        _server = found.Server;
                    }
                }

                if (_server is { } server)
                {
                    if (await _questions.AskAsync(_topic, question, server, patience, ending.Token) is { IsWhole: true } answer)
                    {
                        return answer;
                    }

                    // Another question may have found another one already.
                    Interlocked.CompareExchange(ref _server, null, server);
                    await Task.Delay(pause, TimeProvider.System, ending.Token);
                }
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException(
                isAnybodyThere
                    ? $"None of the servers could say within {_options.Timeout} who is in a room of the namespace {Namespace}: they have just started, or do not hear each other."
                    : $"No server has answered within {_options.Timeout} who is in a room of the namespace {Namespace}: none with UsePresence in that namespace uses this broker with the same options.");
        }
    }

    /// <summary>Asks all servers, which answer shortly: the first that knows all others is asked for the rest.</summary>
    private Task<PresenceAnswer?> SeekAsync(string room, TimeSpan pause, CancellationToken cancellationToken) =>
        _questions.AskAsync(_topic, new PresenceQuestion(0, room, null, null, 0), null, pause, cancellationToken);
}
