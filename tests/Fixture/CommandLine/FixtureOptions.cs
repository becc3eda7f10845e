using Sockeye.Engine;

namespace Sockeye.Fixture.CommandLine;

/// <summary>What the command line says, with the defaults of the contract.</summary>
internal sealed class FixtureOptions
{
    public Suite Suite { get; set; }

    /// <summary>The port; none where the suite's own is meant.</summary>
    public int? Port { get; set; }

    public string Path { get; set; } = "/socket.io/";

    public string? EnginePath { get; set; }

    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(25);

    public TimeSpan PingTimeout { get; set; } = TimeSpan.FromSeconds(20);

    public int MaxPayload { get; set; } = 1_000_000;

    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(45);

    public EngineTransports Transports { get; set; } = EngineTransports.All;

    public bool AllowEIO3 { get; set; }

    public string? Cors { get; set; }

    /// <summary>The name of the cookie with the id of the session; none where there is no cookie. Not part of the contract.</summary>
    public string? Cookie { get; set; }

    /// <summary>Whether WebSocket messages are compressed. Not part of the contract.</summary>
    public bool PerMessageDeflate { get; set; }

    /// <summary>Whether event loops serve it. Not part of the contract.</summary>
    public bool EventLoops { get; set; }

    /// <summary>Whether packets are encoded with MessagePack.</summary>
    public bool MessagePack { get; set; }

    /// <summary>How long the state of a lost connection is kept; zero where it is not.</summary>
    public TimeSpan Recovery { get; set; }

    public AdapterKind Adapter { get; set; }

    /// <summary>Where the Redis of the adapter is.</summary>
    public string Redis { get; set; } = "127.0.0.1:6379";

    /// <summary>Where the Postgres of the adapter is, as Npgsql writes it.</summary>
    public string? Postgres { get; set; }

    /// <summary>After how much silence a server counts as gone, where the adapter has heartbeats: one in half of that.</summary>
    public TimeSpan HeartbeatTimeout { get; set; } = TimeSpan.FromSeconds(10);

    public bool CleanupEmptyNamespaces { get; set; }
}
