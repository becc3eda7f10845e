namespace Sockeye.Client;

/// <summary>How an Engine.IO connection carries its packets.</summary>
public enum ClientTransport
{
    /// <summary>HTTP long-polling: a GET that waits for packets, a POST for those that are sent.</summary>
    Polling,

    /// <summary>One WebSocket.</summary>
    WebSocket,
}
