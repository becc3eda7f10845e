namespace Sockeye.Engine.Sessions;

/// <summary>Handles one session. The calls for messages and for the end do not overlap, and come in the order of arrival.</summary>
public interface IEngineSessionHandler
{
    /// <summary>
    /// Whether the session counts against <see cref="EngineOptions.MaxPendingConnections"/> until
    /// <see cref="EngineSession.SetEstablished"/>. It is read once, when the session is opened.
    /// </summary>
    /// <value><see langword="false"/> by default: the session is established at once.</value>
    bool IsPending => false;

    /// <summary>
    /// Whether <see cref="OnFlush"/> and <see cref="OnDrain"/> are called for each write of the session. It is read once, when the session
    /// is opened.
    /// </summary>
    /// <value><see langword="true"/> by default.</value>
    bool ListensToWriting => true;

    /// <summary>Called when a message has arrived.</summary>
    /// <param name="data">The message. It is valid only during the call, and not after the first <see langword="await"/>.</param>
    /// <param name="isBinary">Whether it is a binary message. Text is valid UTF-8.</param>
    /// <returns>A task. Until it completes, the transport reads nothing more, so the client is slowed down.</returns>
    ValueTask OnMessageAsync(ReadOnlySpan<byte> data, bool isBinary);

    /// <summary>Called when the session has ended. It is called exactly once, and no message comes afterwards.</summary>
    /// <param name="reason">The reason.</param>
    /// <param name="description">The cause in more detail, for logs and for the application. It is never sent to the client.</param>
    void OnClosed(EngineCloseReason reason, string? description);

    /// <summary>Called when queued packets are about to be written (<c>flush</c> in Node).</summary>
    /// <remarks>The thread that writes calls it, perhaps while another call runs. It must not wait.</remarks>
    /// <param name="count">The number of packets.</param>
    void OnFlush(int count)
    {
    }

    /// <summary>Called when everything that was queued has been written (<c>drain</c> in Node).</summary>
    /// <remarks>The thread that writes calls it, perhaps while another call runs. It must not wait, but it may send.</remarks>
    void OnDrain()
    {
    }

    /// <summary>
    /// Called when the client has answered a ping, or in Engine.IO v3 when it has sent one (<c>heartbeat</c> in Node). It does not overlap
    /// with calls for messages.
    /// </summary>
    void OnHeartbeat()
    {
    }

    /// <summary>
    /// Called when the client probes another transport, while the session still uses the old one (<c>upgrading</c> in Node).
    /// </summary>
    /// <remarks>The thread that reads the new transport calls it, perhaps while another call runs. It must not wait.</remarks>
    /// <param name="transportName">The name of the transport: <c>websocket</c>.</param>
    void OnUpgrading(string transportName)
    {
    }

    /// <summary>
    /// Called when another transport has taken over (<c>upgrade</c> in Node). Messages that came by it follow, and queued packets are sent
    /// by it.
    /// </summary>
    /// <remarks>
    /// The thread that reads the new transport calls it, perhaps while another call runs. It must not wait, but it may send.
    /// </remarks>
    /// <param name="transportName">The name of the transport: <c>websocket</c>.</param>
    void OnUpgraded(string transportName)
    {
    }
}
