using System.Diagnostics.CodeAnalysis;
using Sockeye.Timing;

namespace Sockeye.Recovery;

/// <summary>
/// The sessions of all namespaces of a server that wait for their clients. Each is given to one client or expires. If there are too many,
/// the oldest is given up.
/// </summary>
internal sealed class DetachedSessions(SocketIOServer server, RecoveryOptions options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(Namespace Namespace, string PrivateId), LinkedListNode<Detached>> _byId = [];
    private readonly LinkedList<Detached> _byAge = new();

    public void Add(Namespace ns, RecoverySession session)
    {
        // A namespace that has only sessions left is kept for them.
        if (options.MaxSessions == 0 || !ns.Occupancy.TryEnter())
        {
            return;
        }

        var detached = new Detached(this, ns, session);
        Detached? evicted = null;
        lock (_gate)
        {
            if (_byId.TryGetValue((ns, session.PrivateId), out var given) || _byAge.Count >= options.MaxSessions)
            {
                given ??= _byAge.First!;
                evicted = given.Value;
                Remove(given);
            }

            _byId[(ns, session.PrivateId)] = _byAge.AddLast(detached);
        }

        server.Timers.Schedule(detached, options.MaxDisconnectionDuration);
        evicted?.Expire(server.Timers);
    }

    /// <summary>Gives a session out if the condition holds for it.</summary>
    public bool TryTake(Namespace ns, string privateId, Func<RecoverySession, bool> condition, [NotNullWhen(true)] out RecoverySession? session)
    {
        session = null;
        Detached detached;
        lock (_gate)
        {
            if (!_byId.TryGetValue((ns, privateId), out var node) || !condition(node.Value.Session))
            {
                return false;
            }

            detached = node.Value;
            Remove(node);
        }

        server.Timers.Cancel(detached);
        ns.Leave();
        session = detached.Session;
        return true;
    }

    private void Remove(LinkedListNode<Detached> node)
    {
        _byAge.Remove(node);
        _byId.Remove((node.Value.Namespace, node.Value.Session.PrivateId));
    }

    private sealed class Detached(DetachedSessions sessions, Namespace ns, RecoverySession session) : WheelTimer
    {
        public Namespace Namespace => ns;

        public RecoverySession Session => session;

        public void Expire(TimerWheel timers)
        {
            timers.Cancel(this);
            ns.TellSessionExpired(session);
            ns.Leave();
        }

        protected override void OnElapsed()
        {
            if (sessions.TryTake(ns, session.PrivateId, present => ReferenceEquals(present, session), out _))
            {
                ns.TellSessionExpired(session);
            }
        }
    }
}
