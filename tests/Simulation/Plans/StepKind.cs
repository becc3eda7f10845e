namespace Sockeye.Simulation;

/// <summary>What somebody does, or what happens to somebody.</summary>
internal enum StepKind
{
    /// <summary>A client connects to a server.</summary>
    Connect,

    /// <summary>A client joins a room.</summary>
    Join,

    /// <summary>A client leaves a room.</summary>
    Leave,

    /// <summary>A client sets its state in a room.</summary>
    SetState,

    /// <summary>A client asks who is in a room.</summary>
    ListMembers,

    /// <summary>A client closes its connection.</summary>
    Close,

    /// <summary>A client is gone, and nobody is told.</summary>
    Vanish,

    /// <summary>The process of a server is killed.</summary>
    Kill,

    /// <summary>A server that was killed is started again.</summary>
    Start,

    /// <summary>A server stands still for a while.</summary>
    Pause,

    /// <summary>A server can neither hear nor say anything for a while.</summary>
    Cut,

    /// <summary>A server hears nothing for a while, and is heard.</summary>
    Deafen,

    /// <summary>Messages are lost, late or come twice for a while.</summary>
    Storm,

    /// <summary>No server can say anything for a while.</summary>
    Outage,
}
