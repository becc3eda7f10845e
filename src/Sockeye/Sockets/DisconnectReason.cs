using Sockeye.Engine.Sessions;

namespace Sockeye;

/// <summary>Why a socket was disconnected: a reason that Node has too, and a more detailed cause.</summary>
public sealed record DisconnectReason
{
    /// <summary>
    /// The event with which a client gets the reason that you give to <see cref="Socket.Disconnect"/>. The reason is its only argument. The
    /// event is sent just before the client is disconnected.
    /// </summary>
    public const string EventName = "disconnect_reason";

    /// <summary>The connection broke, or the client violated the protocol of the transport.</summary>
    public const string TransportError = "transport error";

    /// <summary>The client closed the connection.</summary>
    public const string TransportClose = "transport close";

    /// <summary>The server closed the connection because of an invalid packet.</summary>
    public const string ForcedClose = "forced close";

    /// <summary>The client did not answer a ping in time.</summary>
    public const string PingTimeout = "ping timeout";

    /// <summary>The client sent bytes that are not an Engine.IO packet.</summary>
    public const string ParseError = "parse error";

    /// <summary>The server is shutting down.</summary>
    public const string ServerShuttingDown = "server shutting down";

    /// <summary>The server closed the connection because of a packet that is not allowed in its state.</summary>
    public const string ForcedServerClose = "forced server close";

    /// <summary>The client left the namespace.</summary>
    public const string ClientNamespaceDisconnect = "client namespace disconnect";

    /// <summary>The server disconnected the socket.</summary>
    public const string ServerNamespaceDisconnect = "server namespace disconnect";

    internal DisconnectReason(string name, string? description = null)
    {
        Name = name;
        Description = description;
    }

    internal const string ShutdownDescription = "the server is being shut down";

    /// <summary>One of the nine reasons that Node has too, such as <c>transport close</c>.</summary>
    public string Name { get; }

    /// <summary>The cause in more detail: the reason that you gave, or what the client or its connection did.</summary>
    public string? Description { get; }

    /// <summary>Returns the name of the reason.</summary>
    public override string ToString() => Name;

    /// <summary>The reason that the application gave. It is sent to the client.</summary>
    internal string? Told { get; private init; }

    /// <summary>The reason for a socket that the server disconnects.</summary>
    internal static DisconnectReason ByServer(string? told) =>
        new(ServerNamespaceDisconnect, told ?? "the server disconnected the socket") { Told = told };

    internal static DisconnectReason From(EngineCloseReason reason, string? description) => reason switch
    {
        EngineCloseReason.TransportClose => new(TransportClose, description ?? "the connection was closed"),
        EngineCloseReason.ForcedClose => new(ForcedClose, description ?? "the server closed the connection"),
        EngineCloseReason.PingTimeout => new(PingTimeout, description ?? "no pong came in time"),
        EngineCloseReason.ParseError => new(ParseError, description ?? "an invalid Engine.IO packet"),
        EngineCloseReason.ServerShutdown => new(ServerShuttingDown, description ?? ShutdownDescription),
        _ => new(TransportError, description ?? "the connection broke"),
    };
}
