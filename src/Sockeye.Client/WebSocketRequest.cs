namespace Sockeye.Client;

/// <summary>The WebSocket that a connection needs.</summary>
/// <param name="Uri">The address, with scheme <c>ws</c> or <c>wss</c> and the whole query.</param>
/// <param name="Headers">The headers of the handshake, including cookies.</param>
/// <param name="Protocols">The subprotocols to request; usually none.</param>
public sealed record WebSocketRequest(Uri Uri, IReadOnlyDictionary<string, string> Headers, IReadOnlyList<string> Protocols);
