using System.Collections.Concurrent;

namespace Sockeye.Tests.Handlers;

/// <summary>A service of one call, which shares what it hears with those of others.</summary>
internal sealed class Kettle(KettleLog log) : IDisposable
{
    public ConcurrentQueue<string> Poured => log.Poured;

    public ConcurrentQueue<string> Instances => log.Instances;

    public bool IsDisposed { get; private set; }

    public async Task Log(string entry)
    {
        await Task.Yield();
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        log.Hooks.Writer.TryWrite(entry);
    }

    public void Dispose()
    {
        IsDisposed = true;
        Interlocked.Increment(ref log.Disposed);
    }
}
