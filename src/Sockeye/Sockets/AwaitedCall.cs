namespace Sockeye.Sockets;

/// <summary>
/// A disconnect handler that runs, as the code in it sees it. What waits for disconnect handlers does not wait if it is called in one: it would wait for itself, or for another that waits for it.
/// </summary>
internal sealed class DisconnectCall
{
    private static readonly AsyncLocal<DisconnectCall?> s_current = new();

    private volatile bool _hasEnded;

    /// <summary>Whether the code that asks belongs to a disconnect handler that has not ended.</summary>
    public static bool IsRunning => s_current.Value is { _hasEnded: false };

    /// <summary>A handler is about to be called. It is current until the caller leaves the context that the handler runs in.</summary>
    public static DisconnectCall Begin() => s_current.Value = new DisconnectCall();

    /// <summary>The handler has ended. What it has started, and goes on, belongs to none any more.</summary>
    public void End() => _hasEnded = true;
}
