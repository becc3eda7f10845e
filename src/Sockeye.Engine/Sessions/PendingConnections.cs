namespace Sockeye.Engine.Sessions;

/// <summary>Counts the clients that are not yet established, within <see cref="EngineOptions.MaxPendingConnections"/>. Thread-safe.</summary>
internal sealed class PendingConnections(int limit)
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Takes a place, if there is one.</summary>
    public PendingConnection? TryEnter()
    {
        if (Interlocked.Increment(ref _count) <= limit)
        {
            return new PendingConnection(this);
        }

        Leave();
        return null;
    }

    public void Leave() => Interlocked.Decrement(ref _count);
}
