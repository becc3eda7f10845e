namespace Sockeye.Client.Sockets;

/// <summary>What a socket's listeners hear of.</summary>
internal enum PumpItemKind
{
    Event,
    Outgoing,
    Connect,
    ConnectError,
    Disconnect,
    Dispose,
}
