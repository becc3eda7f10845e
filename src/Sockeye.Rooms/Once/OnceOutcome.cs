namespace Sockeye.Once;

/// <summary>The outcome of something to handle once.</summary>
internal enum OnceOutcome
{
    /// <summary>The handler has succeeded.</summary>
    Handled,

    /// <summary>The handler has failed. There will be another attempt.</summary>
    Failed,

    /// <summary>The last attempt has failed.</summary>
    GivenUp,

    /// <summary>Too much waits on this server.</summary>
    Dropped,
}
