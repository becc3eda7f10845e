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

    /// <summary>A client gives a room a record.</summary>
    CreateRecord,

    /// <summary>A client changes the record of a room.</summary>
    SetRecord,

    /// <summary>A client deletes the record of a room.</summary>
    DeleteRecord,

    /// <summary>A client watches the records, and lists them.</summary>
    WatchRecords,

    /// <summary>A client says something in a room.</summary>
    Say,

    /// <summary>A client reads the messages of a room.</summary>
    ReadHistory,

    /// <summary>A client whose connection broke comes back, to the same server or another one.</summary>
    Return,

    /// <summary>A client closes its connection.</summary>
    Close,

    /// <summary>A client is gone, and nobody is told.</summary>
    Vanish,

    /// <summary>A user may be in a room from now on.</summary>
    Grant,

    /// <summary>A user may not be in a room any more.</summary>
    Withdraw,

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

    /// <summary>The store answers nobody for a while.</summary>
    StoreDown,

    /// <summary>The store is slow for a while, and some of what it does it does not answer.</summary>
    StoreSlow,

    /// <summary>The store is away for a while, and then what it was before, or empty.</summary>
    FailOver,
}
