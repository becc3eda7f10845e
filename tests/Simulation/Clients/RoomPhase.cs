namespace Sockeye.Simulation;

/// <summary>How far a client is with a room.</summary>
internal enum RoomPhase
{
    /// <summary>It has asked to be let in.</summary>
    Joining,

    /// <summary>It was told that it is in.</summary>
    Joined,

    /// <summary>It has asked to leave.</summary>
    Leaving,
}
