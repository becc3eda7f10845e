namespace Sockeye.Engine.Transports.Polling;

/// <summary>Why the body of a post was not taken.</summary>
internal enum PostFailure
{
    /// <summary>It was.</summary>
    None,

    /// <summary>It is larger than <see cref="EngineOptions.MaxPayload"/>.</summary>
    TooLarge,

    /// <summary>It came in more pieces than anybody needs.</summary>
    TooManyChunks,

    /// <summary>It took longer than <see cref="EngineOptions.HttpRequestBodyTimeout"/>, or longer than its session lived.</summary>
    TimedOut,
}
