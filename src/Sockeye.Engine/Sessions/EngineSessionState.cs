namespace Sockeye.Engine.Sessions;

/// <summary>The state of a session.</summary>
public enum EngineSessionState
{
    /// <summary>Messages are sent and received.</summary>
    Open,

    /// <summary>What is queued is still being written. Nothing new is accepted.</summary>
    Closing,

    /// <summary>The session has ended.</summary>
    Closed,
}
