namespace Sockeye.Engine.Sessions;

/// <summary>Where a session is in its life.</summary>
public enum EngineSessionState
{
    /// <summary>Messages go both ways.</summary>
    Open,

    /// <summary>What is queued is still being written; nothing new is taken.</summary>
    Closing,

    /// <summary>Over.</summary>
    Closed,
}
