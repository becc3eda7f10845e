using System.Collections.Concurrent;

[assembly: AssemblyFixture(typeof(Sockeye.Client.Tests.Support.UnobservedExceptions))]

namespace Sockeye.Client.Tests.Support;

/// <summary>What tasks failed with and nobody looked at. It is the process that hears of them: what other tests leave counts too, and should not be there either.</summary>
public sealed class UnobservedExceptions : IDisposable, IAsyncDisposable
{
    private readonly ConcurrentQueue<Exception> _seen = new();

    /// <summary>Begins to listen.</summary>
    public UnobservedExceptions() => TaskScheduler.UnobservedTaskException += OnUnobserved;

    /// <summary>Gives those of all tasks that are garbage by now.</summary>
    public async Task<IEnumerable<string>> CollectAsync()
    {
        for (var i = 0; i < 3; i++)
        {
            // What ran last may still be on the stack of its thread.
            await Task.Yield();
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return _seen.Select(static exception => exception.ToString());
    }

    /// <summary>There are none.</summary>
    public async Task VerifyAsync()
    {
        var seen = string.Join('\n', await CollectAsync());
        Assert.True(seen.Length == 0, seen);
    }

    /// <summary>At the end of the run: none in any test.</summary>
    public async ValueTask DisposeAsync()
    {
        await VerifyAsync();
        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => TaskScheduler.UnobservedTaskException -= OnUnobserved;

    private void OnUnobserved(object? sender, UnobservedTaskExceptionEventArgs args) => _seen.Enqueue(args.Exception);
}
