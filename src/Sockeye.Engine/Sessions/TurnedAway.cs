namespace Sockeye.Engine.Sessions;

/// <summary>Why a handshake gets 503.</summary>
internal enum TurnedAway
{
    /// <summary>It does not.</summary>
    No,

    /// <summary>The server is being closed.</summary>
    Closing,

    /// <summary>The process is short of descriptors.</summary>
    OutOfDescriptors,

    /// <summary>All places are taken (<see cref="EngineOptions.MaxPendingConnections"/>).</summary>
    Full,

    /// <summary>Its address has its share (<see cref="EngineOptions.MaxPendingConnectionsPerAddress"/>).</summary>
    AddressFull,
}
