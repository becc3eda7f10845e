using System.Diagnostics;
using System.Globalization;

namespace Sockeye.Redis.Tests.Support;

/// <summary>A server in a process of its own, that may be killed and frozen. It has the namespace <c>/chat</c>.</summary>
internal sealed class FixtureProcess : IAsyncDisposable
{
    private readonly Process _process;

    private FixtureProcess(Process process, Uri url)
    {
        _process = process;
        Url = url;
    }

    public Uri Url { get; }

    public static Task<FixtureProcess> StartAsync(AdapterKind kind, string redis, params string[] others)
    {
        var adapter = kind switch
        {
            AdapterKind.PubSub => "redis",
            AdapterKind.Sharded => "redis-sharded",
            _ => "redis-streams",
        };
        return StartAsync("Fixture", ["--adapter", adapter, "--redis", redis, .. others]);
    }

    /// <summary>A server whose <c>/chat</c> has presence.</summary>
    public static Task<FixtureProcess> StartRoomsAsync(string redis, TimeSpan heartbeat) =>
        StartAsync("RoomsFixture", "--redis", redis, "--heartbeat", heartbeat.TotalMilliseconds.ToString(CultureInfo.InvariantCulture));

    /// <summary>Opens a connection to <c>/chat</c>.</summary>
    public async Task<TestClient> ConnectAsync(string auth = "")
    {
        var client = await TestClient.OpenAsync(Url, "/socket.io/", TestTransport.WebSocket);
        await client.JoinAsync("/chat", auth);
        return client;
    }

    public async Task FreezeAsync()
    {
        await Signal.SendAsync(_process, "STOP");

        // The signal has been sent by now, not more.
        await Cluster.UntilAsync(Cluster.Recovery, () => Task.FromResult(IsStopped(_process.Id)));
    }

    /// <summary>Ends it as a crash does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().Within();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    // proc(5): the state is what follows the name, which is in parentheses.
    private static bool IsStopped(int process)
    {
        try
        {
            return Directory.GetDirectories($"/proc/{process}/task").Select(static thread => File.ReadAllText(Path.Combine(thread, "stat")))
                .All(static stat => stat[stat.LastIndexOf(')') + 2] == 'T');
        }
        catch (IOException)
        {
            // A thread has ended meanwhile.
            return false;
        }
    }

    private static async Task<FixtureProcess> StartAsync(string name, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(FindProgram(name), ["--port", "0", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _ = process.StandardError.ReadToEndAsync();
        const string Ready = "ready ";
        var line = string.Empty;
        while (!line.StartsWith(Ready, StringComparison.Ordinal))
        {
            line = await process.StandardOutput.ReadLineAsync().Within() ?? throw new InvalidOperationException("The fixture ended.");
        }

        return new FixtureProcess(process, new Uri(line[Ready.Length..]));
    }

    // artifacts/bin/Sockeye.Redis.Tests/release -> artifacts/bin/Fixture/release
    private static string FindProgram(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(folder.Parent!.Parent!.FullName, name, folder.Name, name);
    }
}
