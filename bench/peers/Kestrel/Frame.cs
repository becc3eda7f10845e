using System.Net.WebSockets;

namespace Sockeye.Bench.Kestrel;

/// <summary>A payload encoded once, whoever it goes to.</summary>
internal readonly record struct Frame(ReadOnlyMemory<byte> Payload, WebSocketMessageType Type);
