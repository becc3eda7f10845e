namespace Sockeye.Engine.Transports.Polling;

/// <summary>Why the body of a post was refused.</summary>
internal enum PostFailure
{
    /// <summary>It was accepted.</summary>
    None,

    /// <summary>It is larger than <see cref="EngineOptions.MaxPayload"/>.</summary>
    TooLarge,

    /// <summary>It came in too many chunks.</summary>
    TooManyChunks,

    /// <summary>It took longer than <see cref="EngineOptions.HttpRequestBodyTimeout"/>, or longer than its session lived.</summary>
    TimedOut,
}
