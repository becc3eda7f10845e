using System.Diagnostics;

namespace Sockeye.Client.Tests.Support;

/// <summary>npm's socket.io 4.8 in a process of its own, with the contract of <see cref="ContractServer"/>: <c>Node/server.mjs</c>.</summary>
internal sealed class NodeServer : ITestServer
{
    private readonly Process _process;

    private NodeServer(Process process, Uri url)
    {
        _process = process;
        Url = url;
    }

    public Uri Url { get; }

    /// <summary>Starts one.</summary>
    /// <param name="options">The options of socket.io, and the port, as JSON.</param>
    public static async Task<NodeServer> StartAsync(string options = "{}")
    {
        var start = new ProcessStartInfo("node", [Path.Combine(FindTests(), "Sockeye.Client.Tests", "Node", "server.mjs"), options])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        const string Ready = "ready ";
        var line = await process.StandardOutput.ReadLineAsync().Within() ?? throw new InvalidOperationException($"Node has ended: {await errors}");
        _ = process.StandardOutput.ReadToEndAsync();
        return new NodeServer(process, new Uri(line[Ready.Length..]));
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

    private static string FindTests()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Sockeye.slnx")))
            {
                return Path.Combine(folder.FullName, "tests");
            }
        }

        throw new InvalidOperationException("The tests do not run from the repository.");
    }
}
