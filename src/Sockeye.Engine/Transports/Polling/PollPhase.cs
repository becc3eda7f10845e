namespace Sockeye.Engine.Transports.Polling;

/// <summary>Where the polls of a session are. There are no others: one waits at most, and one answer is written at most.</summary>
internal enum PollPhase
{
    /// <summary>No poll is here: the client is on its way, or away.</summary>
    Absent,

    /// <summary>A poll waits for something to be sent.</summary>
    Waiting,

    /// <summary>What was queued is being written as the answer to a poll.</summary>
    Answering,

    /// <summary>What was queued is being written as the answer to a poll, and the client's next poll waits for the end of that.</summary>
    AnsweringWithNextWaiting,
}
