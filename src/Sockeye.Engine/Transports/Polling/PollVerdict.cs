namespace Sockeye.Engine.Transports.Polling;

/// <summary>What happens to a poll that has just come.</summary>
internal enum PollVerdict
{
    /// <summary>It is answered at once.</summary>
    Answer,

    /// <summary>It waits.</summary>
    Wait,

    /// <summary>Another one waits already: no client does that, and the session ends.</summary>
    Overlap,

    /// <summary>The session has ended.</summary>
    UnknownSession,

    /// <summary>The session has another transport by now.</summary>
    OtherTransport,
}
