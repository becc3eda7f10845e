using System.Buffers;
using System.Text.Json;
using Sockeye.RoomBackends;

namespace Sockeye.Permissions;

/// <summary>
/// Tells the other servers that permissions may have been withdrawn, and hears it from them. What was missed is found out by the next message or heartbeat: then everybody is asked.
/// </summary>
internal sealed class RecheckNews
{
    private const int MaxWaiting = 100;

    private readonly Namespace _namespace;
    private readonly RoomCluster _cluster;
    private readonly Func<RecheckScope, ValueTask> _recheck;
    private readonly string _topic;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _heard = new(StringComparer.Ordinal);
    private readonly HashSet<RecheckScope> _waiting = [];
    private long _told;
    private bool _isRunning;

    public RecheckNews(Namespace ns, RoomCluster cluster, Func<RecheckScope, ValueTask> recheck)
    {
        _namespace = ns;
        _cluster = cluster;
        _recheck = recheck;
        _topic = "permission:" + Uri.EscapeDataString(ns.Name);
        cluster.ServerLost += OnServerLost;
        cluster.Join(_topic, new RoomTopic(OnMessage, () => Volatile.Read(ref _told), OnPosition));
    }

    /// <exception cref="ClusterPublishException">The engine did not take it.</exception>
    public ValueTask TellAsync(RecheckScope scope)
    {
        lock (_gate)
        {
            // Counted also where it is not sent: then the others notice the gap.
            var number = Volatile.Read(ref _told) + 1;
            Volatile.Write(ref _told, number);
            return _cluster.SendAsync(_topic, Write(number, scope));
        }
    }

    public void Close()
    {
        _cluster.ServerLost -= OnServerLost;
        _cluster.Leave(_topic);
    }

    private void OnMessage(string from, ReadOnlyMemory<byte> message)
    {
        if (!TryRead(message, out var number, out var scope))
        {
            _namespace.Server.Metrics.ClusterMessageSkipped(_namespace, "malformed");
            return;
        }

        lock (_gate)
        {
            var heard = _heard.GetValueOrDefault(from);
            if (number > heard)
            {
                _heard[from] = number;
            }

            Enqueue(number > heard + 1 ? RecheckScope.All : scope);
        }
    }

    private void OnPosition(string from, long position)
    {
        lock (_gate)
        {
            if (position > _heard.GetValueOrDefault(from))
            {
                _heard[from] = position;
                Enqueue(RecheckScope.All);
            }
        }
    }

    private void OnServerLost(string server)
    {
        lock (_gate)
        {
            _heard.Remove(server);
        }
    }

    // One at a time, the same only once, and everybody at once where there would be too many.
    private void Enqueue(RecheckScope scope)
    {
        if (_waiting.Count >= MaxWaiting)
        {
            _waiting.Clear();
            scope = RecheckScope.All;
        }

        _waiting.Add(scope);
        if (!_isRunning)
        {
            _isRunning = true;
            _ = Task.Run(RunAsync);
        }
    }

    private async Task RunAsync()
    {
        while (TryTake(out var scope))
        {
            try
            {
                await _recheck(scope);
            }
            catch (Exception exception)
            {
                _namespace.ReportFailure("permissions", exception);
            }
        }
    }

    private bool TryTake(out RecheckScope scope)
    {
        lock (_gate)
        {
            scope = _waiting.FirstOrDefault();
            return _waiting.Remove(scope) || (_isRunning = false);
        }
    }

    private static byte[] Write(long number, RecheckScope scope)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("number"u8, number);
            json.WriteString(scope.User is null ? "rooms"u8 : "user"u8, scope.User ?? scope.Rooms);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static bool TryRead(ReadOnlyMemory<byte> message, out long number, out RecheckScope scope)
    {
        number = 0;
        scope = default;
        try
        {
            using var document = JsonDocument.Parse(message);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("number"u8, out var count) || !count.TryGetInt64(out number))
            {
                return false;
            }

            scope = new RecheckScope(Text(root, "rooms"u8), Text(root, "user"u8));
            return scope is { Rooms: null } != scope is { User: null };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static string? Text(JsonElement root, ReadOnlySpan<byte> name) => root.TryGetProperty(name, out var value) ? value.GetString() : null;
}
