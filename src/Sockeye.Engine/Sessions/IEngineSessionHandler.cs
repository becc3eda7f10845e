namespace Sockeye.Engine.Sessions;

/// <summary>What listens to one session. One call at a time, in the order of arrival.</summary>
public interface IEngineSessionHandler
{
    /// <summary>A message came.</summary>
    /// <param name="data">The message, valid during the call only (not after the first <see langword="await"/>).</param>
    /// <param name="isBinary">Whether it is a binary message; text is valid UTF-8.</param>
    /// <returns>Until it completes the transport reads nothing more: the client feels the back pressure.</returns>
    ValueTask OnMessageAsync(ReadOnlySpan<byte> data, bool isBinary);

    /// <summary>The session ended. Called exactly once; no message comes afterwards.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="description">The cause in more detail, for logs and for the application; never sent to a peer.</param>
    void OnClosed(EngineCloseReason reason, string? description);
}
