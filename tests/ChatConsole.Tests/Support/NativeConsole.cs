using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Sockeye.Samples.ChatConsole.Tests.Support;

/// <summary><c>samples/ChatConsole</c> as a native program: published once for all tests.</summary>
public sealed class NativeConsole : IAsyncLifetime
{
    // The compiler of native code takes a minute on two cores that have nothing else to do.
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(8);

    public static string Program { get; } = Path.Combine(Repository.Artifacts, "publish", "ChatConsole", $"release_{RuntimeInformation.RuntimeIdentifier}", "ChatConsole");

    /// <summary>What the compilers said.</summary>
    public string Log { get; private set; } = string.Empty;

    public async ValueTask InitializeAsync()
    {
        string[] arguments = ["publish", "samples/ChatConsole", "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "--tl:off", "-nodeReuse:false"];
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = Repository.Root, RedirectStandardInput = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        Log = await process.StandardOutput.ReadToEndAsync().WaitAsync(s_limit);
        await process.WaitForExitAsync().Within();
        Assert.True(process.ExitCode == 0, Log);
    }

    public ValueTask DisposeAsync() => default;
}
