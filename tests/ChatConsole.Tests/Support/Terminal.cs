using System.Diagnostics;

namespace Sockeye.Samples.ChatConsole.Tests.Support;

/// <summary>A person at the native console.</summary>
internal sealed class Terminal : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Lines _lines;

    private Terminal(Process process)
    {
        _process = process;
        _lines = new Lines(process.StandardOutput);
    }

    /// <summary>Starts the program.</summary>
    public static Terminal Start(string url, string name) =>
        new(Process.Start(new ProcessStartInfo(NativeConsole.Program, [url, name]) { RedirectStandardInput = true, RedirectStandardOutput = true })!);

    /// <summary>Starts the program, signs in, and joins a room.</summary>
    public static async Task<Terminal> JoinAsync(string url, string name, string room)
    {
        var terminal = Start(url, name);
        await terminal.SeesAsync($"Welcome, {name}.");
        await terminal.TypesAsync($"/join {room}");
        await terminal.SeesAsync("You are in ");
        return terminal;
    }

    /// <summary>Types a line.</summary>
    public async Task TypesAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Waits for a line on the screen, below the one that was waited for before.</summary>
    /// <returns>The whole line.</returns>
    public Task<string> SeesAsync(string text) => _lines.UntilAsync(text);

    /// <summary>Looks who is in the room, until all of them are.</summary>
    public async Task SeesMembersAsync(string names)
    {
        using var limit = new CancellationTokenSource(Waiting.Limit);
        do
        {
            await Task.Delay(20, limit.Token);
            await TypesAsync("/who");
        }
        while (!(await SeesAsync("In ")).EndsWith(names, StringComparison.Ordinal));
    }

    /// <summary>Waits for the program to end.</summary>
    public async Task<int> EndsAsync()
    {
        await _process.WaitForExitAsync().Within();
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().Within();
        _process.Dispose();
    }
}
