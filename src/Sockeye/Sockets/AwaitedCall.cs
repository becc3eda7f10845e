namespace Sockeye.Sockets;

/// <summary>
/// A call into the application that closing waits for: a disconnect handler, or the code that creates the items of a stream. A method that
/// waits for such calls does not wait if it is called inside one, because it would wait for itself, or for another call that waits for it.
/// </summary>
internal sealed class AwaitedCall
{
    private static readonly AsyncLocal<AwaitedCall?> s_current = new();

    private readonly bool _isDisconnect;
    private volatile bool _hasEnded;

    private AwaitedCall(bool isDisconnect) => _isDisconnect = isDisconnect;

    /// <summary>
    /// Whether the calling code belongs to a disconnect handler or a stream that has not ended. Servers and namespaces wait for both.
    /// </summary>
    public static bool IsRunning => s_current.Value is { _hasEnded: false };

    /// <summary>Whether the calling code belongs to a disconnect handler that has not ended. Sockets wait for these only.</summary>
    public static bool IsDisconnectRunning => s_current.Value is { _hasEnded: false, _isDisconnect: true };

    /// <summary>
    /// Marks the start of a disconnect handler. The mark lasts until the caller leaves the execution context of the handler.
    /// </summary>
    public static AwaitedCall BeginDisconnect() => s_current.Value = new AwaitedCall(isDisconnect: true);

    /// <summary>Marks the start of a stream.</summary>
    public static AwaitedCall BeginStream() => s_current.Value = new AwaitedCall(isDisconnect: false);

    /// <summary>Marks the end. What the code has started and still runs is not waited for.</summary>
    public void End() => _hasEnded = true;
}
