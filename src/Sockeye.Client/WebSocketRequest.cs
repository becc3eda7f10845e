namespace Sockeye.Client;

/// <summary>The WebSocket that a connection asks for.</summary>
/// <param name="Uri">The address, with scheme <c>ws</c> or <c>wss</c> and the whole query.</param>
/// <param name="Headers">The headers of the handshake, cookies among them.</param>
/// <param name="Protocols">The subprotocols to ask for; usually none.</param>
public sealed record WebSocketRequest(Uri Uri, IReadOnlyDictionary<string, string> Headers, IReadOnlyList<string> Protocols);
