using Sockeye.Timing;

namespace Sockeye.Broadcasting;

/// <summary>
/// Waits for the acknowledgements of one broadcast. It ends with the last answer, with the leaving of the last recipient that has not
/// answered, with the time-out or with a cancellation. In each case it removes itself from the namespace and from the timer wheel.
/// </summary>
internal sealed class BroadcastAckCollector : WheelTimer
{
    private readonly Namespace _namespace;
    private readonly long _id;
    private readonly IBroadcastAckObserver? _observer;
    private readonly Lock _gate = new();
    private readonly HashSet<Socket> _waiting;
    private readonly List<BroadcastAck> _answers = [];
    private readonly List<string> _left = [];
    private readonly TaskCompletionSource<BroadcastAcks> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _ended;

    public BroadcastAckCollector(Namespace ns, long id, IEnumerable<Socket> targets, IBroadcastAckObserver? observer = null)
    {
        _observer = observer;
        _namespace = ns;
        _id = id;
        _waiting = [.. targets];
    }

    public async Task<BroadcastAcks> RunAsync(EventPacket packet, BroadcastFlags flags, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _observer?.Counted(_waiting.Count);
        if (_waiting.Count == 0)
        {
            return new BroadcastAcks([], [], []);
        }

        _namespace.AckCollectors[_id] = this;
        Socket[] targets = [.. _waiting];
        _namespace.Server.Timers.Schedule(this, flags.Timeout ?? _namespace.Server.Options.AckTimeout);
        await using var cancellation = cancellationToken.UnsafeRegister(static state => ((BroadcastAckCollector)state!).Cancel(), this);
        foreach (var socket in targets)
        {
            socket.SendEvent(packet, flags);
            if (!socket.Connected)
            {
                OnLeft(socket);
            }
        }

        return await _done.Task;
    }

    public void OnAck(Socket socket, EventArguments arguments)
    {
        bool isLast;
        lock (_gate)
        {
            if (_ended || !_waiting.Remove(socket))
            {
                return;
            }

            _answers.Add(new BroadcastAck(socket.Id, arguments));
            isLast = _ended = _waiting.Count == 0;
        }

        // The observer sends to another server, through a backend that may be code of the application, so the call is made outside the
        // lock.
        _observer?.Acknowledged(arguments);
        if (isLast)
        {
            Complete([]);
        }
    }

    public void OnLeft(Socket socket)
    {
        bool isLast;
        lock (_gate)
        {
            if (_ended || !_waiting.Remove(socket))
            {
                return;
            }

            _left.Add(socket.Id);
            isLast = _ended = _waiting.Count == 0;
        }

        _observer?.Left();
        if (isLast)
        {
            Complete([]);
        }
    }

    protected override void OnElapsed()
    {
        if (TryEnd())
        {
            Complete([.. _waiting.Select(static socket => socket.Id)]);
        }
    }

    private void Cancel()
    {
        if (TryEnd())
        {
            Detach();
            _done.TrySetCanceled();
        }
    }

    private bool TryEnd()
    {
        lock (_gate)
        {
            return !_ended && (_ended = true);
        }
    }

    private void Complete(string[] timedOut)
    {
        Detach();
        _done.TrySetResult(new BroadcastAcks(_answers, timedOut, _left));
    }

    private void Detach()
    {
        _namespace.AckCollectors.TryRemove(_id, out _);
        _namespace.Server.Timers.Cancel(this);
    }
}
