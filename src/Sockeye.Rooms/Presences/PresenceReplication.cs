using Sockeye.RoomBackends;
using Sockeye.Timing;

namespace Sockeye.Presences;

/// <summary>Tells the other servers what changes here, and hears what changes there. What was missed is found out by the next message or heartbeat, and asked for whole.</summary>
internal sealed class PresenceReplication
{
    private static readonly TimeSpan Pause = TimerWheel.Resolution;

    private readonly Namespace _namespace;
    private readonly RoomCluster _cluster;
    private readonly PresenceReplica _replica;
    private readonly Action _told;
    private readonly string _topic;
    private readonly Sender _sender;
    private readonly Queue<string> _askers = new();
    private readonly Dictionary<string, (long At, List<PresenceOp> Ops, int Parts)> _parts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _asked = new(StringComparer.Ordinal);
    private long _sentPosition;
    private bool _isSending;
    private bool _isClosed;

    public PresenceReplication(Namespace ns, RoomCluster cluster, PresenceReplica replica, Action told)
    {
        _namespace = ns;
        _cluster = cluster;
        _replica = replica;
        _told = told;
        _topic = "presence:" + Uri.EscapeDataString(ns.Name);
        _sender = new Sender(this);
        _sentPosition = replica.Position;
        cluster.ServerLost += OnServerLost;
        cluster.Join(_topic, new RoomTopic(OnMessage, () => Volatile.Read(ref _sentPosition), OnPosition));
        _ = AskAllAsync();
    }

    /// <summary>There may be something to send. Called without the lock.</summary>
    public void Send()
    {
        lock (_replica.Gate)
        {
            if (_isSending || _isClosed || (_replica.Outgoing!.Count == 0 && _askers.Count == 0))
            {
                return;
            }

            _isSending = true;
        }

        _ = SendAsync();
    }

    /// <summary>Asks the servers with connections of a member to set its state.</summary>
    public void SetElsewhere(string room, MemberState state, IEnumerable<string> servers)
    {
        var message = PresenceMessage.Write(PresenceMessage.Set, 0, 0, true, [new PresenceOp(PresenceOpKind.Set, room, state)]);
        foreach (var server in servers)
        {
            _ = PublishAsync(message, server);
        }
    }

    public void Close()
    {
        lock (_replica.Gate)
        {
            _isClosed = true;
        }

        _cluster.ServerLost -= OnServerLost;
        _cluster.Leave(_topic);
        _namespace.Server.Timers.Cancel(_sender);
        if (!_namespace.Server.IsClosing)
        {
            // Nobody is here any more. Where the whole server goes its people come back elsewhere: the others miss it in a while.
            _ = PublishAsync(PresenceMessage.Write(PresenceMessage.All, _replica.End, 0, true, []), null);
        }
    }

    private async Task SendAsync()
    {
        long from;
        PresenceOp[] ops;
        string? asker;
        var all = (IReadOnlyList<PresenceOp>)[];
        lock (_replica.Gate)
        {
            var outgoing = _replica.Outgoing!;
            from = _replica.Position - outgoing.Count;
            ops = [.. outgoing.Take(PresenceMessage.CountThatFit(outgoing, 0))];
            outgoing.RemoveRange(0, ops.Length);

            // The picture is that of all changes so far: it can be taken when none of them waits.
            if (outgoing.Count == 0 && _askers.TryDequeue(out asker))
            {
                all = _replica.TakeOwn();
            }
            else
            {
                asker = null;
            }
        }

        var position = from + ops.Length;
        if (ops.Length > 0)
        {
            await PublishAsync(PresenceMessage.Write(PresenceMessage.Delta, from, 0, true, ops), null);

            // Heartbeats say it from now on, whether or not it has arrived.
            Volatile.Write(ref _sentPosition, position);
        }

        if (asker is not null)
        {
            await SendAllAsync(asker, position, all);
        }

        // Changes that come meanwhile go together.
        _namespace.Server.Timers.Schedule(_sender, Pause);
    }

    private async Task SendAllAsync(string asker, long position, IReadOnlyList<PresenceOp> all)
    {
        var end = 0;
        for (var part = 0; part == 0 || end < all.Count; part++)
        {
            var count = PresenceMessage.CountThatFit(all, end);
            await PublishAsync(PresenceMessage.Write(PresenceMessage.All, position, part, end + count == all.Count, all.Skip(end).Take(count)), asker);
            end += count;
        }
    }

    private async Task PublishAsync(byte[] message, string? toServer)
    {
        try
        {
            await _cluster.SendAsync(_topic, message, toServer);
        }
        catch (ClusterPublishException)
        {
            // The others find out by the next heartbeat that they have missed something, and ask.
            _namespace.Server.Metrics.ClusterMessageUnpublished(_namespace);
        }
        catch (Exception exception)
        {
            _namespace.ReportFailure("presence", exception);
        }
    }

    private async Task AskAllAsync()
    {
        // Heartbeats would tell, in a while.
        await _cluster.Ready;
        await PublishAsync(PresenceMessage.Write(PresenceMessage.Ask, 0, 0, true, []), null);
    }

    private void OnMessage(string from, ReadOnlyMemory<byte> bytes)
    {
        var message = PresenceMessage.Read(bytes);
        var isKnown = true;
        lock (_replica.Gate)
        {
            switch (message?.Kind)
            {
                case PresenceMessage.Delta:
                    isKnown = _replica.Apply(from, message.At, message.Ops);
                    break;
                case PresenceMessage.Ask:
                    if (!_askers.Contains(from))
                    {
                        _askers.Enqueue(from);
                    }

                    break;
                case PresenceMessage.All:
                    OnPart(from, message);
                    break;
                case PresenceMessage.Set:
                    foreach (var op in message.Ops)
                    {
                        _replica.Adopt(op.Room, op.Member);
                    }

                    break;
                default:
                    _namespace.Server.Metrics.ClusterMessageSkipped(_namespace, "malformed");
                    return;
            }
        }

        if (!isKnown)
        {
            Ask(from);
        }

        Send();
        _told();
    }

    private void OnPart(string from, PresenceMessage message)
    {
        var parts = message.Part == 0 ? (message.At, Ops: [], Parts: 0) : _parts.GetValueOrDefault(from);
        if (parts.Ops is null || parts.At != message.At || parts.Parts != message.Part || parts.Ops.Count + message.Ops.Count > PresencePeer.MaxMembers)
        {
            // A part was lost: the next heartbeat asks again.
            _parts.Remove(from);
            return;
        }

        parts.Ops.AddRange(message.Ops);
        _parts[from] = parts with { Parts = parts.Parts + 1 };
        if (message.IsLast)
        {
            _parts.Remove(from);
            _asked.Remove(from);
            _replica.Replace(from, message.At, parts.Ops);
        }
    }

    private void OnPosition(string server, long position)
    {
        var isKnown = true;
        lock (_replica.Gate)
        {
            if (position > 0)
            {
                isKnown = _replica.Knows(server, position);
            }
            else
            {
                _replica.Miss(server);
            }
        }

        if (!isKnown)
        {
            Ask(server);
        }

        _told();
    }

    private void Ask(string server)
    {
        var time = _namespace.Server.Time;
        lock (_replica.Gate)
        {
            if (_asked.TryGetValue(server, out var asked) && time.GetElapsedTime(asked) < _namespace.Server.Options.RoomHeartbeatInterval / 2)
            {
                return;
            }

            _asked[server] = time.GetTimestamp();
        }

        _ = PublishAsync(PresenceMessage.Write(PresenceMessage.Ask, 0, 0, true, []), server);
    }

    private void OnServerLost(string server)
    {
        lock (_replica.Gate)
        {
            _parts.Remove(server);
            _asked.Remove(server);
            _replica.Forget(server);
        }

        _told();
    }

    private sealed class Sender(PresenceReplication replication) : WheelTimer
    {
        protected override void OnElapsed()
        {
            lock (replication._replica.Gate)
            {
                replication._isSending = false;
            }

            replication.Send();
        }
    }
}
