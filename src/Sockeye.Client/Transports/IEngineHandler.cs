namespace Sockeye.Client.Transports;

/// <summary>
/// Hears of what happens on an <c>EngineConnection</c>: one call at a time, in order, never under a lock of the connection. It does not block.
/// </summary>
internal interface IEngineHandler
{
    /// <summary>The server has opened the session. Comes once, before everything else.</summary>
    void OnOpen(EngineHandshake handshake);

    /// <summary>A message came; its bytes live until this returns.</summary>
    void OnMessage(ReadOnlySpan<byte> data, bool isBinary);

    /// <summary>The server sent a ping; the pong is on its way.</summary>
    void OnPing();

    /// <summary>Another transport has taken over.</summary>
    void OnUpgraded(string transport);

    /// <summary>The session has ended, or could not be opened. Comes exactly once, last.</summary>
    void OnClosed(EngineClosed closed);
}
