namespace Sockeye.Client;

/// <summary>The ways in which an Engine.IO connection carries its packets.</summary>
public enum ClientTransport
{
    /// <summary>HTTP long-polling: GET requests wait for packets, and POST requests send them.</summary>
    Polling,

    /// <summary>A WebSocket.</summary>
    WebSocket,
}
