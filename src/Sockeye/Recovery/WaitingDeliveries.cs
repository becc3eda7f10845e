using System.Diagnostics;
using Sockeye.Timing;

namespace Sockeye.Recovery;

/// <summary>
/// What waits for its turn to be sent to sockets of this server, in order: events until the backend shows them, and everything that must
/// not overtake them. Nothing waits long, because a backend may lose an event or be slow. After the backend has failed once, nothing waits
/// for it until it shows an event of this server again.
/// </summary>
/// <remarks>
/// One lock orders everything that the sockets of the namespace are sent. Under the lock things are only queued. Handlers and listeners of
/// the application run when the lock is free, on the thread that held it (<see cref="Run"/>).
/// </remarks>
internal sealed class WaitingDeliveries(Namespace ns) : WheelTimer
{
    private const int MaxWaiting = 10_000;

    /// <summary>How long something waits at most. A healthy backend shows an event within milliseconds.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly LinkedList<WaitingDelivery> _waiting = new();
    private List<Action>? _afterwards;
    private volatile bool _any;
    private bool _armed;

    /// <summary>Whether anything waits. You may read this without the lock.</summary>
    public bool Any => _any;

    /// <summary>Whether the backend has failed and has not shown an event of this server since. Read it inside <see cref="Run"/>.</summary>
    public bool IsAway { get; private set; }

    /// <inheritdoc cref="Run{TState}"/>
    public void Run(Action action) => Run(action, static action => action());

    /// <summary>Runs an action under the lock, then what it has left for <see cref="Afterwards"/> without the lock.</summary>
    public void Run<TState>(TState state, Action<TState> action)
    {
        List<Action>? afterwards;
        lock (_gate)
        {
            try
            {
                action(state);
            }
            finally
            {
                afterwards = _afterwards;
                _afterwards = null;
            }
        }

        foreach (var follow in afterwards ?? [])
        {
            Guard(follow);
        }
    }

    /// <summary>Keeps an action until the lock is free.</summary>
    public void Afterwards(Action? action)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        if (action is not null)
        {
            (_afterwards ??= []).Add(action);
        }
    }

    public void Add(WaitingDelivery delivery)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);

        // The backend takes events but does not show them. An event without a position now is better than one with a position too late.
        if (_waiting.Count >= MaxWaiting)
        {
            GiveUp(TimeSpan.Zero);
        }

        delivery.Since = ns.Server.Time.GetTimestamp();
        _waiting.AddLast(delivery);
        _any = true;
        Arm();
    }

    /// <summary>Delivers an event in its turn, without a position, because the backend has not taken it.</summary>
    public void Failed(WaitingDelivery delivery)
    {
        IsAway = true;
        delivery.IsReady = true;
        Flush();
    }

    /// <summary>
    /// Handles an event of this server that the backend shows. Events are shown in the order in which they were sent. An event that no
    /// longer waits was given up and delivered before.
    /// </summary>
    public void Shown(ClusterPayload payload, string offset)
    {
        IsAway = false;
        if (Find(payload) is { } delivery)
        {
            delivery.Offset = offset;
            delivery.IsReady = true;
        }

        Flush();
    }

    public void GiveUpAll() => GiveUp(TimeSpan.Zero);

    protected override void OnElapsed() => Run(this, static self =>
    {
        self._armed = false;
        self.GiveUp(LongestWait);
        self.Arm();
    });

    // Until the oldest has waited long enough.
    private void Arm()
    {
        if (!_armed && _waiting.First is { } oldest)
        {
            _armed = true;
            var left = LongestWait - ns.Server.Time.GetElapsedTime(oldest.Value.Since);
            ns.Server.Timers.Schedule(this, left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }
    }

    private void GiveUp(TimeSpan age)
    {
        foreach (var waiting in _waiting)
        {
            if (!waiting.IsReady && ns.Server.Time.GetElapsedTime(waiting.Since) >= age)
            {
                IsAway = waiting.IsReady = true;
            }
        }

        // The events behind it would wait just as long in vain.
        if (IsAway)
        {
            foreach (var waiting in _waiting)
            {
                waiting.IsReady = true;
            }
        }

        Flush();
    }

    // JSON comes back unchanged. An event with binary values was in another form meanwhile, so only the order identifies it.
    private WaitingDelivery? Find(ClusterPayload payload)
    {
        WaitingDelivery? binary = null;
        foreach (var delivery in _waiting)
        {
            if (delivery is { IsReady: false, Payload: { } sent })
            {
                if (sent.Json.Span.SequenceEqual(payload.Json.Span))
                {
                    return delivery;
                }

                binary ??= sent.Attachments.Count > 0 && sent.Attachments.Count == payload.Attachments.Count ? delivery : null;
            }
        }

        return binary;
    }

    private void Flush()
    {
        while (_waiting.First is { Value.IsReady: true } first)
        {
            _waiting.RemoveFirst();
            Guard(() => Afterwards(first.Value.Deliver(first.Value.Offset)));
        }

        _any = _waiting.Count > 0;
    }

    private void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception)
        {
            ns.Server.RecoveryFailed(exception, ns);
        }
    }
}
