namespace Sockeye.Engine;

/// <summary>The transports that a server offers.</summary>
[Flags]
public enum EngineTransports
{
    /// <summary>No transport. This is not valid as an option.</summary>
    None = 0,

    /// <summary>HTTP long-polling.</summary>
    Polling = 1,

    /// <summary>WebSocket.</summary>
    WebSocket = 2,

    /// <summary>Both.</summary>
    All = Polling | WebSocket,
}
