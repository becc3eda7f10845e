namespace Sockeye.Client.Sockets;

/// <summary>A listener that stays until it is disposed of.</summary>
internal sealed class Subscription(Action remove) : IDisposable
{
    private Action? _remove = remove;

    public void Dispose() => Interlocked.Exchange(ref _remove, null)?.Invoke();
}
