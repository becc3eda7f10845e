namespace Sockeye.Recovery;

/// <summary>The total that a server may keep for clients that come back.</summary>
internal sealed class RecoveryBudget(RecoveryOptions options)
{
    private long _bytes;

    public bool IsOverBytes => Volatile.Read(ref _bytes) > options.MaxBytes;

    public void AddBytes(long bytes) => Interlocked.Add(ref _bytes, bytes);
}
