namespace Sockeye.Sockets;

/// <summary>
/// Code of the application that closing waits for, as it sees itself while it runs: a disconnect handler, or what makes the items of a stream. What waits for such code does not wait if it is called in it: it
/// would wait for itself, or for another that waits for it.
/// </summary>
internal sealed class AwaitedCall
{
    private static readonly AsyncLocal<AwaitedCall?> s_current = new();

    private readonly bool _isDisconnect;
    private volatile bool _hasEnded;

    private AwaitedCall(bool isDisconnect) => _isDisconnect = isDisconnect;

    /// <summary>Whether the code that asks belongs to a disconnect handler or a stream that has not ended: servers and namespaces wait for both.</summary>
    public static bool IsRunning => s_current.Value is { _hasEnded: false };

    /// <summary>Whether the code that asks belongs to a disconnect handler that has not ended: sockets wait for these only.</summary>
    public static bool IsDisconnectRunning => s_current.Value is { _hasEnded: false, _isDisconnect: true };

    /// <summary>A disconnect handler is about to be called. It is current until the caller leaves the context that the handler runs in.</summary>
    public static AwaitedCall BeginDisconnect() => s_current.Value = new AwaitedCall(isDisconnect: true);

    /// <summary>A stream is about to begin.</summary>
    public static AwaitedCall BeginStream() => s_current.Value = new AwaitedCall(isDisconnect: false);

    /// <summary>It has ended. What it has started, and goes on, belongs to nothing that is waited for.</summary>
    public void End() => _hasEnded = true;
}
