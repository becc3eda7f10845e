using Sockeye.Engine.Sessions;

namespace Sockeye;

/// <summary>Why a socket was disconnected: exactly the reference's words, and the cause behind them.</summary>
public sealed record DisconnectReason
{
    /// <summary>
    /// The event by which a client is told the reason that the server gives to <see cref="Socket.Disconnect"/>, as its only argument, just before it is
    /// disconnected.
    /// </summary>
    public const string EventName = "disconnect_reason";

    /// <summary>The connection broke, or the client broke the rules of the transport.</summary>
    public const string TransportError = "transport error";

    /// <summary>The client closed the connection.</summary>
    public const string TransportClose = "transport close";

    /// <summary>An invalid packet made the server close the connection.</summary>
    public const string ForcedClose = "forced close";

    /// <summary>The client did not answer a ping in time.</summary>
    public const string PingTimeout = "ping timeout";

    /// <summary>The client sent bytes that are no Engine.IO packet.</summary>
    public const string ParseError = "parse error";

    /// <summary>The server is being shut down.</summary>
    public const string ServerShuttingDown = "server shutting down";

    /// <summary>A packet that is not allowed in the connection's state made the server close it.</summary>
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

    /// <summary>One of the nine reasons of the reference, such as <c>transport close</c>.</summary>
    public string Name { get; }

    /// <summary>The cause in more detail: the reason that the server gave, or what the client or its connection did.</summary>
    public string? Description { get; }

    /// <summary>The name of the reason.</summary>
    public override string ToString() => Name;

    /// <summary>The reason that the server gave, which the client is to be told.</summary>
    internal string? Told { get; private init; }

    /// <summary>The server disconnects a socket.</summary>
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
