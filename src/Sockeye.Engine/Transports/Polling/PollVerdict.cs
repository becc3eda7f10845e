namespace Sockeye.Engine.Transports.Polling;

/// <summary>What happens to a poll that has just arrived.</summary>
internal enum PollVerdict
{
    /// <summary>It is answered at once.</summary>
    Answer,

    /// <summary>It waits.</summary>
    Wait,

    /// <summary>Another poll already waits. No client does that, and the session ends.</summary>
    Overlap,

    /// <summary>The session has ended.</summary>
    UnknownSession,

    /// <summary>The session now uses another transport.</summary>
    OtherTransport,
}
