using System.Diagnostics;

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

    public static async Task<FixtureProcess> StartAsync(AdapterKind kind, string redis)
    {
        var adapter = kind switch
        {
            AdapterKind.PubSub => "redis",
            AdapterKind.Sharded => "redis-sharded",
            _ => "redis-streams",
        };
        var process = Process.Start(
            new ProcessStartInfo(FindProgram(), ["--port", "0", "--adapter", adapter, "--redis", redis]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _ = process.StandardError.ReadToEndAsync();
        const string Ready = "ready ";
        var line = string.Empty;
        while (!line.StartsWith(Ready, StringComparison.Ordinal))
        {
            line = await process.StandardOutput.ReadLineAsync().Within() ?? throw new InvalidOperationException("The fixture ended.");
        }

        return new FixtureProcess(process, new Uri(line[Ready.Length..]));
    }

    /// <summary>Opens a connection to <c>/chat</c>.</summary>
    public async Task<TestClient> ConnectAsync()
    {
        var client = await TestClient.OpenAsync(Url, "/socket.io/", TestTransport.WebSocket);
        await client.JoinAsync("/chat");
        return client;
    }

    public Task FreezeAsync() => Signal.SendAsync(_process, "STOP");

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

    // artifacts/bin/Sockeye.Redis.Tests/release -> artifacts/bin/Fixture/release
    private static string FindProgram()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(folder.Parent!.Parent!.FullName, "Fixture", folder.Name, "Fixture");
    }
}
