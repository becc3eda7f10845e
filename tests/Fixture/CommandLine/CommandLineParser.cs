using System.Globalization;
using Sockeye.Engine;

namespace Sockeye.Fixture.CommandLine;

/// <summary>Reads the options of the fixture.</summary>
internal static class CommandLineParser
{
    /// <exception cref="CommandLineException">An option is unknown, lacks its value, has a bad one or is not served yet.</exception>
    public static FixtureOptions Parse(string[] args)
    {
        var options = new FixtureOptions();
        for (var i = 0; i < args.Length; i++)
        {
            var name = args[i];
            Apply(options, name, () => ++i < args.Length && !args[i].StartsWith("--", StringComparison.Ordinal)
                ? args[i]
                : throw new CommandLineException($"{name} needs a value."));
        }

        return options.Adapter != AdapterKind.Postgres || options.Postgres is not null
            ? options
            : throw new CommandLineException("--adapter postgres needs --postgres.");
    }

    private static void Apply(FixtureOptions options, string name, Func<string> value)
    {
        switch (name)
        {
            case "--port":
                options.Port = Number(name, value(), 0, ushort.MaxValue);
                break;
            case "--path":
                options.Path = value();
                break;
            case "--engine-path":
                options.EnginePath = value();
                break;
            case "--ping-interval":
                options.PingInterval = Milliseconds(name, value());
                break;
            case "--ping-timeout":
                options.PingTimeout = Milliseconds(name, value());
                break;
            case "--max-payload":
                options.MaxPayload = Number(name, value(), 1, int.MaxValue);
                break;
            case "--connect-timeout":
                options.ConnectTimeout = Milliseconds(name, value());
                break;
            case "--transports":
                options.Transports = Transports(name, value());
                break;
            case "--cors":
                options.Cors = value();
                break;
            case "--cookie":
                options.Cookie = value();
                break;
            case "--adapter":
                options.Adapter = AdapterOf(name, value());
                break;
            case "--redis":
                options.Redis = value();
                break;
            case "--postgres":
                options.Postgres = value();
                break;
            case "--heartbeat-timeout":
                options.HeartbeatTimeout = TimeSpan.FromMilliseconds(Number(name, value(), 2, int.MaxValue));
                break;
            case "--allow-eio3":
                options.AllowEIO3 = true;
                break;
            case "--event-loops":
                options.EventLoops = true;
                break;
            case "--parser":
                options.MessagePack = value() switch
                {
                    "json" => false,
                    "msgpack" => true,
                    var other => throw new CommandLineException($"{name}: unknown parser {other}"),
                };
                break;
            case "--recovery":
                options.Recovery = TimeSpan.FromMilliseconds(Number(name, value(), 0, int.MaxValue));
                break;
            case "--cleanup-empty-namespaces":
                options.CleanupEmptyNamespaces = true;
                break;
            case "--per-message-deflate":
                options.PerMessageDeflate = true;
                break;
            case "--client-suite":
                options.Suite = Suite.Client;
                break;
            case "--engine-client-suite":
                options.Suite = Suite.EngineClient;
                break;
            case "--from-signalr":
                options.Suite = Suite.FromSignalR;
                break;
            case "--admin-ui":
                throw new CommandLineException($"{name}: not yet.");
            default:
                throw new CommandLineException($"Unknown option: {name}");
        }
    }

    private static AdapterKind AdapterOf(string name, string text) => text switch
    {
        "memory" => AdapterKind.Memory,
        "redis" => AdapterKind.Redis,
        "redis-streams" => AdapterKind.RedisStreams,
        "redis-sharded" => AdapterKind.RedisSharded,
        "postgres" => AdapterKind.Postgres,
        _ => throw new CommandLineException($"{name} {text}: not yet."),
    };

    private static EngineTransports Transports(string name, string list)
    {
        var transports = EngineTransports.None;
        foreach (var transport in list.Split(','))
        {
            transports |= transport switch
            {
                "polling" => EngineTransports.Polling,
                "websocket" => EngineTransports.WebSocket,
                _ => throw new CommandLineException($"{name}: unknown transport {transport}"),
            };
        }

        return transports;
    }

    private static TimeSpan Milliseconds(string name, string text) => TimeSpan.FromMilliseconds(Number(name, text, 1, int.MaxValue));

    private static int Number(string name, string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new CommandLineException($"{name}: {text} is not a number from {least} to {most}.");
}
