namespace Sockeye.Client;

/// <summary>A connection to a Socket.IO server, which any number of namespaces share.</summary>
public sealed class SocketIOClient
{
}
