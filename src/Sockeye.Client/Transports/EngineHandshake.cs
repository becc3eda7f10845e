namespace Sockeye.Client.Transports;

/// <summary>What the server says when it opens a session (Engine.IO protocol 4, handshake).</summary>
internal sealed record EngineHandshake(string Sid, IReadOnlyList<string> Upgrades, TimeSpan PingInterval, TimeSpan PingTimeout, long MaxPayload);
