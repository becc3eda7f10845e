namespace Sockeye.Client.Transports;

/// <summary>Where an <see cref="EngineConnection"/> is in its life. It only goes forward.</summary>
internal enum EngineState
{
    /// <summary>Not opened yet.</summary>
    Idle,

    /// <summary>A transport is being opened, or the handshake is waited for.</summary>
    Opening,

    /// <summary>There is a session.</summary>
    Open,

    /// <summary>What waits is still sent, and an upgrade under way is finished.</summary>
    Closing,

    /// <summary>The handler has been told, or is about to be.</summary>
    Closed,
}
