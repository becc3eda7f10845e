namespace Sockeye.Client;

/// <summary>Why a socket was disconnected: the words of socket.io-client, and the cause behind them.</summary>
/// <param name="Name">One of the constants, such as <see cref="TransportClose"/>.</param>
/// <param name="Description">The cause in more detail, if it is known.</param>
public sealed record DisconnectReason(string Name, string? Description = null)
{
    /// <summary>The server disconnected the socket. It does not connect again by itself.</summary>
    public const string ServerDisconnect = "io server disconnect";

    /// <summary>The application disconnected the socket. It does not connect again by itself.</summary>
    public const string ClientDisconnect = "io client disconnect";

    /// <summary>No ping of the server came in time.</summary>
    public const string PingTimeout = "ping timeout";

    /// <summary>The connection was closed.</summary>
    public const string TransportClose = "transport close";

    /// <summary>The connection broke.</summary>
    public const string TransportError = "transport error";

    /// <summary>The server sent what is no packet.</summary>
    public const string ParseError = "parse error";

    /// <summary>The client closed the connection.</summary>
    public const string ForcedClose = "forced close";

    /// <summary>The name of the reason.</summary>
    public override string ToString() => Name;
}
