namespace Sockeye.Once;

/// <summary>What became of something that is to be done once.</summary>
internal enum OnceOutcome
{
    /// <summary>The handler has done it.</summary>
    Handled,

    /// <summary>The handler failed, and it is tried again.</summary>
    Failed,

    /// <summary>It failed too often.</summary>
    GivenUp,

    /// <summary>Too much waits on this server.</summary>
    Dropped,
}
