namespace Sockeye.Client.Sockets;

/// <summary>The kinds of things that the listeners of a socket are called for.</summary>
internal enum PumpItemKind
{
    Event,
    Outgoing,
    Connect,
    ConnectError,
    Disconnect,
    Dispose,
}
