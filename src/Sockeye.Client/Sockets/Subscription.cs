namespace Sockeye.Client.Sockets;

/// <summary>A listener that is there until it is disposed.</summary>
internal sealed class Subscription(Action remove) : IDisposable
{
    private Action? _remove = remove;

    public void Dispose() => Interlocked.Exchange(ref _remove, null)?.Invoke();
}
