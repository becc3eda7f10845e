namespace Sockeye.Client.Connections;

/// <summary>The state of a client between offline and online.</summary>
internal enum ReconnectionPhase
{
    /// <summary>Nothing is open, and there is no attempt.</summary>
    Idle,

    /// <summary>An attempt is under way.</summary>
    Opening,

    /// <summary>The connection is open.</summary>
    Open,

    /// <summary>The client waits for the next attempt.</summary>
    Waiting,
}
