namespace Sockeye.Client.Transports;

/// <summary>The data with which the server opens a session (Engine.IO protocol 4, handshake).</summary>
internal sealed record EngineHandshake(string Sid, IReadOnlyList<string> Upgrades, TimeSpan PingInterval, TimeSpan PingTimeout, long MaxPayload);
