using Sockeye.Engine.Timing;

namespace Sockeye.Recovery;

/// <summary>
/// What waits for its turn to be sent to sockets of this server, in order: events until the backend shows them, and whatever must not overtake these.
/// Nothing waits for ever: a backend may take an event and lose it, or be slow.
/// </summary>
/// <param name="ns">The namespace.</param>
/// <param name="gate">Held by every caller: the lock under which all events of the namespace are sent.</param>
internal sealed class DelayedDeliveries(Namespace ns, Lock gate) : WheelTimer
{
    private const int MaxWaiting = 10_000;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    private readonly LinkedList<DelayedEvent> _waiting = new();
    private volatile bool _any;
    private bool _delivering;
    private bool _armed;

    /// <summary>Whether anything waits. May be asked without the lock.</summary>
    public bool Any => _any;

    /// <summary>Whether something that is sent now would overtake; not what is sent by a delivery itself.</summary>
    public bool WouldOvertake => !_delivering && _waiting.Count > 0;

    public void Add(DelayedEvent delayed)
    {
        // Where the backend takes events but does not show them: late with a position is worse than now without.
        if (_waiting.Count >= MaxWaiting)
        {
            GiveUp(TimeSpan.Zero);
        }

        delayed.Since = ns.Server.Time.GetTimestamp();
        _waiting.AddLast(delayed);
        _any = true;
        if (!_armed)
        {
            _armed = true;
            ns.Server.Timers.Schedule(this, LongestWait);
        }
    }

    /// <summary>The backend has not taken an event: it is delivered in its turn, without a position.</summary>
    public void Failed(DelayedEvent delayed)
    {
        delayed.IsReady = true;
        Flush();
    }

    /// <summary>
    /// The backend shows an event of this server. They come in the order in which they were sent; one that does not wait any more was given up, and delivered, before.
    /// </summary>
    public void Shown(ClusterPayload payload, string offset)
    {
        if (Find(payload) is { } delayed)
        {
            delayed.Offset = offset;
            delayed.IsReady = true;
        }

        Flush();
    }

    public void GiveUpAll() => GiveUp(TimeSpan.Zero);

    /// <summary>Sends something. What it causes to be sent in its turn does not wait.</summary>
    public void Deliver(Action deliver)
    {
        var outer = _delivering;
        _delivering = true;
        try
        {
            deliver();
        }
        catch (Exception exception)
        {
            ns.Server.RecoveryFailed(exception, ns);
        }
        finally
        {
            _delivering = outer;
        }
    }

    protected override void OnElapsed()
    {
        lock (gate)
        {
            GiveUp(LongestWait);
            _armed = _waiting.Count > 0;
            if (_armed)
            {
                ns.Server.Timers.Schedule(this, LongestWait);
            }
        }
    }

    private void GiveUp(TimeSpan age)
    {
        foreach (var waiting in _waiting)
        {
            waiting.IsReady |= ns.Server.Time.GetElapsedTime(waiting.Since) >= age;
        }

        Flush();
    }

    // JSON comes back as it was. With binary it has been in another form meanwhile: then only the order tells.
    private DelayedEvent? Find(ClusterPayload payload)
    {
        DelayedEvent? binary = null;
        foreach (var delayed in _waiting)
        {
            if (delayed is { IsReady: false, Payload: { } sent })
            {
                if (sent.Json.Span.SequenceEqual(payload.Json.Span))
                {
                    return delayed;
                }

                binary ??= sent.Attachments.Count > 0 && sent.Attachments.Count == payload.Attachments.Count ? delayed : null;
            }
        }

        return binary;
    }

    private void Flush()
    {
        while (_waiting.First is { Value.IsReady: true } first)
        {
            _waiting.RemoveFirst();
            Deliver(() => first.Value.Deliver(first.Value.Offset));
        }

        _any = _waiting.Count > 0;
    }
}
