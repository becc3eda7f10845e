namespace Sockeye.Client;

/// <summary>Why a socket was disconnected: one of the reasons of socket.io-client, and a more detailed cause.</summary>
/// <param name="Name">One of the constants, such as <see cref="TransportClose"/>.</param>
/// <param name="Description">The cause in more detail, if it is known.</param>
public sealed record DisconnectReason(string Name, string? Description = null)
{
    /// <summary>The server disconnected the socket. The socket does not reconnect by itself.</summary>
    public const string ServerDisconnect = "io server disconnect";

    /// <summary>The application disconnected the socket. The socket does not reconnect by itself.</summary>
    public const string ClientDisconnect = "io client disconnect";

    /// <summary>No ping of the server came in time.</summary>
    public const string PingTimeout = "ping timeout";

    /// <summary>The connection was closed.</summary>
    public const string TransportClose = "transport close";

    /// <summary>The connection broke.</summary>
    public const string TransportError = "transport error";

    /// <summary>The server sent bytes that are not a packet.</summary>
    public const string ParseError = "parse error";

    /// <summary>The client closed the connection.</summary>
    public const string ForcedClose = "forced close";

    /// <summary>Returns the name of the reason.</summary>
    public override string ToString() => Name;
}
