namespace Sockeye.Simulation;

/// <summary>Who keeps the sessions of clients that are away, and what they miss.</summary>
internal enum RecoveryKind
{
    /// <summary>Nobody.</summary>
    None,

    /// <summary>The only server, in its memory.</summary>
    Memory,

    /// <summary>The log of all servers.</summary>
    Log,
}
