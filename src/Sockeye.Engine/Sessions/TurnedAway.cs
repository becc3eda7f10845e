namespace Sockeye.Engine.Sessions;

/// <summary>Why a handshake gets 503.</summary>
internal enum TurnedAway
{
    /// <summary>It does not get 503.</summary>
    No,

    /// <summary>The server is closing.</summary>
    Closing,

    /// <summary>The process has too few file descriptors left.</summary>
    OutOfDescriptors,

    /// <summary>All places are taken (<see cref="EngineOptions.MaxPendingConnections"/>).</summary>
    Full,

    /// <summary>The address has its share (<see cref="EngineOptions.MaxPendingConnectionsPerAddress"/>).</summary>
    AddressFull,
}
