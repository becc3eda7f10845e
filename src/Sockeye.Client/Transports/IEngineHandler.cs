namespace Sockeye.Client.Transports;

/// <summary>
/// Receives what happens on an <c>EngineConnection</c>: one call at a time, in order, and never under a lock of the connection. It must not
/// block.
/// </summary>
internal interface IEngineHandler
{
    /// <summary>The server has opened the session. Called once, before everything else.</summary>
    void OnOpen(EngineHandshake handshake);

    /// <summary>A message has arrived. Its bytes are valid until this returns.</summary>
    void OnMessage(ReadOnlySpan<byte> data, bool isBinary);

    /// <summary>The server has sent a ping. The pong is on its way.</summary>
    void OnPing();

    /// <summary>Another transport has taken over.</summary>
    void OnUpgraded(string transport);

    /// <summary>The session has ended, or could not be opened. Called exactly once, as the last call.</summary>
    void OnClosed(EngineClosed closed);
}
