namespace Sockeye.Engine.Sessions;

/// <summary>What listens to one session. Messages and the end come one at a time, in the order of arrival.</summary>
public interface IEngineSessionHandler
{
    /// <summary>
    /// Whether the session counts against <see cref="EngineOptions.MaxPendingConnections"/> until
    /// <see cref="EngineSession.SetEstablished"/>. Asked once, when the session is opened.
    /// </summary>
    /// <value><see langword="false"/> by default: it is established at once.</value>
    bool IsPending => false;

    /// <summary>Whether <see cref="OnFlush"/> and <see cref="OnDrain"/> are to be called, for each write of the session. Asked once, when the session is opened.</summary>
    /// <value><see langword="true"/> by default.</value>
    bool ListensToWriting => true;

    /// <summary>A message came.</summary>
    /// <param name="data">The message, valid during the call only (not after the first <see langword="await"/>).</param>
    /// <param name="isBinary">Whether it is a binary message; text is valid UTF-8.</param>
    /// <returns>Until it completes the transport reads nothing more: the client feels the back pressure.</returns>
    ValueTask OnMessageAsync(ReadOnlySpan<byte> data, bool isBinary);

    /// <summary>The session ended. Called exactly once; no message comes afterwards.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="description">The cause in more detail, for logs and for the application; never sent to a peer.</param>
    void OnClosed(EngineCloseReason reason, string? description);

    /// <summary>Queued packets are about to be written (the reference's <c>flush</c>).</summary>
    /// <remarks>Called by the thread that writes, and so perhaps while another call runs. It must not wait.</remarks>
    /// <param name="count">How many.</param>
    void OnFlush(int count)
    {
    }

    /// <summary>All that was queued has been written; nothing waits (the reference's <c>drain</c>).</summary>
    /// <remarks>As <see cref="OnFlush"/>. It may send.</remarks>
    void OnDrain()
    {
    }

    /// <summary>The client has answered a ping, or sent one in Engine.IO v3 (the reference's <c>heartbeat</c>). Comes in a row with the messages.</summary>
    void OnHeartbeat()
    {
    }

    /// <summary>The client tries another transport, while the session goes on with the old one (the reference's <c>upgrading</c>).</summary>
    /// <remarks>Called by the thread that reads the new transport, and so perhaps while another call runs. It must not wait.</remarks>
    /// <param name="transportName">The transport: <c>websocket</c>.</param>
    void OnUpgrading(string transportName)
    {
    }

    /// <summary>Another transport has taken over (the reference's <c>upgrade</c>). Messages that came by it follow; what is queued leaves by it.</summary>
    /// <remarks>As <see cref="OnUpgrading"/>. It may send.</remarks>
    /// <param name="transportName">The transport: <c>websocket</c>.</param>
    void OnUpgraded(string transportName)
    {
    }
}
