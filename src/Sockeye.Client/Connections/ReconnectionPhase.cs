namespace Sockeye.Client.Connections;

/// <summary>Where a client stands between being offline and being online.</summary>
internal enum ReconnectionPhase
{
    /// <summary>Nothing is open, and nothing is tried.</summary>
    Idle,

    /// <summary>An attempt is under way.</summary>
    Opening,

    /// <summary>The connection is open.</summary>
    Open,

    /// <summary>The client waits until the next attempt.</summary>
    Waiting,
}
