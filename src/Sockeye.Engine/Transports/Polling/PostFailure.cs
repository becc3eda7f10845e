namespace Sockeye.Engine.Transports.Polling;

/// <summary>Why the body of a post was not taken.</summary>
internal enum PostFailure
{
    /// <summary>It was.</summary>
    None,

    /// <summary>It is larger than <see cref="EngineOptions.MaxPayload"/>.</summary>
    TooLarge,

    /// <summary>It took longer than it may, or longer than its session lived.</summary>
    TimedOut,
}
