using Sockeye.Engine.Delivery;

namespace Sockeye.Engine.Sessions;

/// <summary>One low-level connection. It survives the upgrade of its transport and ends once, with one <see cref="EngineCloseReason"/>.</summary>
public sealed class EngineSession
{
    /// <summary>The id of the session, 20 characters of base64url. Who knows it can take the session over: never show it to others.</summary>
    public string Id => throw new NotImplementedException();

    /// <summary>The revision of the Engine.IO protocol: 4, or 3 for old clients.</summary>
    public int Protocol => throw new NotImplementedException();

    /// <summary>The transport in use: <c>polling</c> or <c>websocket</c>.</summary>
    public string TransportName => throw new NotImplementedException();

    /// <summary>The first request of the session.</summary>
    public EngineHandshake Handshake => throw new NotImplementedException();

    /// <summary>Where the session is in its life.</summary>
    public EngineSessionState State => throw new NotImplementedException();

    /// <summary>Whether a packet sent now would leave at once: a poll is waiting, or the WebSocket's buffer has room.</summary>
    public bool IsWritable => throw new NotImplementedException();

    /// <summary>Queues a packet, by reference. Never waits, never throws; thread-safe; packets leave in the order of the calls.</summary>
    public SendResult Send(EncodedPacket packet, SendFlags flags = SendFlags.None) => throw new NotImplementedException();

    /// <summary>
    /// Ends the session: what is queued is written first, then the transport is closed. The reason is
    /// <see cref="EngineCloseReason.ForcedClose"/>. Idempotent; does not wait.
    /// </summary>
    public void Close() => throw new NotImplementedException();
}
