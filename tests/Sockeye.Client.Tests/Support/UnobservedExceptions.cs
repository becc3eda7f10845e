using System.Collections.Concurrent;

namespace Sockeye.Client.Tests.Support;

/// <summary>What tasks failed with and nobody looked at. It is the process that hears of them: what other tests leave counts too, and should not be there either.</summary>
internal sealed class UnobservedExceptions : IDisposable
{
    private readonly ConcurrentQueue<Exception> _seen = new();

    public UnobservedExceptions() => TaskScheduler.UnobservedTaskException += OnUnobserved;

    /// <summary>There are none of all tasks that are garbage by now.</summary>
    public async Task VerifyAsync()
    {
        for (var i = 0; i < 3; i++)
        {
            // What ran last may still be on the stack of its thread.
            await Task.Yield();
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.True(_seen.IsEmpty, string.Join('\n', _seen));
    }

    public void Dispose() => TaskScheduler.UnobservedTaskException -= OnUnobserved;

    private void OnUnobserved(object? sender, UnobservedTaskExceptionEventArgs args) => _seen.Enqueue(args.Exception);
}
