namespace Sockeye.Tests.Handlers;

/// <summary>A class that takes no service, and is disposed of.</summary>
internal sealed class LampHandlers : IDisposable
{
    private static int _disposed;

    private bool _isDisposed;

    public static int Disposed => Volatile.Read(ref _disposed);

    public string Paint(string color) => _isDisposed ? throw new ObjectDisposedException(nameof(LampHandlers)) : color;

    public void Dispose()
    {
        _isDisposed = true;
        Interlocked.Increment(ref _disposed);
    }
}
