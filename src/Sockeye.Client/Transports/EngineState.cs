namespace Sockeye.Client.Transports;

/// <summary>The state of an <see cref="EngineConnection"/>. It only goes forward.</summary>
internal enum EngineState
{
    /// <summary>Not opened yet.</summary>
    Idle,

    /// <summary>A transport is being opened, or the handshake is awaited.</summary>
    Opening,

    /// <summary>The session is open.</summary>
    Open,

    /// <summary>What waits is still sent, and an upgrade under way is finished.</summary>
    Closing,

    /// <summary>The handler has been called for the end, or is about to be.</summary>
    Closed,
}
