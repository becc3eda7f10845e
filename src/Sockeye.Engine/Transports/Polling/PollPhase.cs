namespace Sockeye.Engine.Transports.Polling;

/// <summary>The state of the polls of a session. At most one poll waits, and at most one answer is written.</summary>
internal enum PollPhase
{
    /// <summary>There is no poll: the client is about to send one, or is away.</summary>
    Absent,

    /// <summary>A poll waits for data.</summary>
    Waiting,

    /// <summary>What was queued is being written as the answer to a poll.</summary>
    Answering,

    /// <summary>What was queued is being written as the answer to a poll, and the client's next poll waits for the end of that.</summary>
    AnsweringWithNextWaiting,
}
