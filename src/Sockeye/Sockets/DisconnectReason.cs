using Sockeye.Engine.Sessions;

namespace Sockeye;

/// <summary>Why a socket was disconnected: exactly the reference's words, and the cause behind them.</summary>
public sealed record DisconnectReason
{
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

    /// <summary>One of the nine reasons of the reference, such as <c>transport close</c>.</summary>
    public string Name { get; }

    /// <summary>The cause in more detail, where one is known.</summary>
    public string? Description { get; }

    /// <summary>The name of the reason.</summary>
    public override string ToString() => Name;

    internal static DisconnectReason From(EngineCloseReason reason, string? description) => new(
        reason switch
        {
            EngineCloseReason.TransportClose => TransportClose,
            EngineCloseReason.ForcedClose => ForcedClose,
            EngineCloseReason.PingTimeout => PingTimeout,
            EngineCloseReason.ParseError => ParseError,
            EngineCloseReason.ServerShutdown => ServerShuttingDown,
            _ => TransportError,
        },
        description);
}
