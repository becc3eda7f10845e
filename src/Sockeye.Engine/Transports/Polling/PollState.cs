namespace Sockeye.Engine.Transports.Polling;

/// <summary>
/// The polls of a session, and the only place at which their <see cref="PollPhase"/> changes. While an answer is written, no other begins;
/// otherwise answers could pile up for a client that reads none. A mutable value, guarded by the gate of the session.
/// </summary>
internal struct PollState
{
    private PollPhase _phase;
    private WaitingPoll? _waiting;
    private TaskCompletionSource? _arrival;

    /// <summary>Whether a poll waits.</summary>
    public readonly bool IsWaiting => _phase is PollPhase.Waiting or PollPhase.AnsweringWithNextWaiting;

    /// <summary>Whether an answer is being written.</summary>
    public readonly bool IsAnswering => _phase is PollPhase.Answering or PollPhase.AnsweringWithNextWaiting;

    /// <summary>Whether a poll waits that may be answered with what is queued.</summary>
    public readonly bool CanAnswer => _phase == PollPhase.Waiting;

    /// <summary>Completes when a poll begins to wait.</summary>
    public Task WhenWaiting() => (_arrival ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Adds a poll that waits. No other poll may be waiting.</summary>
    public void Wait(WaitingPoll poll)
    {
        _phase = _phase switch
        {
            PollPhase.Absent => PollPhase.Waiting,
            PollPhase.Answering => PollPhase.AnsweringWithNextWaiting,
            _ => throw new InvalidOperationException("Two polls of a session wait."),
        };
        _waiting = poll;
        _arrival?.TrySetResult();
        _arrival = null;
    }

    /// <summary>Begins to answer with what was queued.</summary>
    /// <returns>The poll that waited; <see langword="null"/> if the poll that is answered has just arrived.</returns>
    public WaitingPoll? BeginAnswer()
    {
        _phase = _phase switch
        {
            PollPhase.Absent or PollPhase.Waiting => PollPhase.Answering,
            _ => throw new InvalidOperationException("Two polls of a session are answered at a time."),
        };
        return Clear();
    }

    /// <summary>Called when the answer has been written or has failed.</summary>
    public void EndAnswer() => _phase = _phase switch
    {
        PollPhase.Answering => PollPhase.Absent,
        PollPhase.AnsweringWithNextWaiting => PollPhase.Waiting,
        _ => throw new InvalidOperationException("No poll of the session is answered."),
    };

    /// <summary>Takes the waiting poll, if there is one, to answer it with a packet of the protocol itself, or not at all.</summary>
    public WaitingPoll? Take()
    {
        _phase = _phase switch
        {
            PollPhase.Waiting => PollPhase.Absent,
            PollPhase.AnsweringWithNextWaiting => PollPhase.Answering,
            PollPhase same => same,
        };
        return Clear();
    }

    /// <summary>Takes a poll, if it still waits.</summary>
    public bool TryTake(WaitingPoll poll) => _waiting == poll && Take() is not null;

    private WaitingPoll? Clear()
    {
        WaitingPoll? poll = _waiting;
        _waiting = null;
        return poll;
    }
}
