using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sockeye.Samples.ChatConsole.Tests.Support;

/// <summary>A server in a process of its own, on a port of its own. It may be ended, and started again there.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    // Below the ports that systems give to outgoing connections: nobody takes it while the server is away.
    private const int FirstPort = 20_000;
    private const int LastPort = 32_000;

    private readonly ProcessStartInfo _start;
    private readonly string _ready;
    private Process? _process;

    private ServerProcess(int port, string program, string[] arguments, string ready, string? folder)
    {
        Port = port;
        _start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, WorkingDirectory = folder };
        _ready = ready;
    }

    public int Port { get; }

    public string Url => $"http://localhost:{Port}";

    /// <summary>Starts <c>samples/Chat</c>.</summary>
    /// <param name="redis">What it shares its rooms and messages over; they are in its memory if there is none.</param>
    public static Task<ServerProcess> StartChatAsync(ServerProcess? redis = null)
    {
        var port = FreePort();
        string[] shared = redis is null ? [] : ["--redis", $"127.0.0.1:{redis.Port}"];
        return StartAsync(port, Repository.ProgramOf("Chat"), ["--port", Text(port), .. shared], "The chat is at", Path.Combine(Repository.Root, "samples", "Chat"));
    }

    /// <summary>Starts a Redis that keeps nothing.</summary>
    public static Task<ServerProcess> StartRedisAsync()
    {
        var port = FreePort();
        return StartAsync(port, "redis-server", ["--port", Text(port), "--bind", "127.0.0.1", "--save", string.Empty], "Ready to accept connections", null);
    }

    /// <summary>Starts it, again if it has been ended.</summary>
    public async Task BeginAsync()
    {
        _process = Process.Start(_start)!;
        await new Lines(_process.StandardOutput).UntilAsync(_ready);
    }

    /// <summary>Ends it as a crash does.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            process.Kill();
            await process.WaitForExitAsync().Within();
            process.Dispose();
        }
    }

    /// <summary>Ends it as an update does: it may say goodbye.</summary>
    public async Task StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", Text(_process!.Id)]);
        await _process.WaitForExitAsync().Within();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private static async Task<ServerProcess> StartAsync(int port, string program, string[] arguments, string ready, string? folder)
    {
        var server = new ServerProcess(port, program, arguments, ready, folder);
        await server.BeginAsync();
        return server;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(FirstPort, LastPort);
            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, port);
                probe.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }
    }
}
