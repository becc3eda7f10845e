namespace Sockeye.Backends.Memory;

/// <summary>Claims in the memory of the process. Their number is limited; the claim with the earliest end is removed first.</summary>
internal sealed class MemoryClaimStore(TimeProvider time, int maxClaims = MemoryClaimStore.DefaultMaxClaims) : ClaimStore
{
    private const int DefaultMaxClaims = 100_000;

    private readonly Dictionary<(string Namespace, string Key), Claim> _claims = [];

    // A claim that is prolonged is added again; its older entry is skipped.
    private readonly PriorityQueue<(string Namespace, string Key), DateTimeOffset> _byEnd = new();
    private readonly Lock _gate = new();

    public override ValueTask<ClaimResult> TryClaimAsync(string ns, string key, string claimant, TimeSpan lease, TimeSpan keep)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            Forget(now);
            var known = _claims.GetValueOrDefault((ns, key));
            if (known is { IsDone: true })
            {
                return new(new ClaimResult(ClaimStatus.Done, 0, default));
            }

            var isOwn = known?.Claimant == claimant;
            if (!isOwn && known?.Until > now)
            {
                return new(new ClaimResult(ClaimStatus.Busy, 0, known.Until - now));
            }

            var attempt = (known?.Attempt ?? 0) + (isOwn ? 0 : 1);
            Set((ns, key), new Claim(claimant, now + lease, attempt, false, now + keep));
            return new(new ClaimResult(ClaimStatus.Claimed, attempt, default));
        }
    }

    public override ValueTask ReleaseAsync(string ns, string key, string claimant, bool counts)
    {
        lock (_gate)
        {
            if (_claims.TryGetValue((ns, key), out var claim) && claim.Claimant == claimant && !claim.IsDone)
            {
                _claims[(ns, key)] = claim with { Claimant = string.Empty, Until = default, Attempt = claim.Attempt - (counts ? 0 : 1) };
            }
        }

        return default;
    }

    public override ValueTask CompleteAsync(string ns, string key, TimeSpan keep)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            Forget(now);
            Set((ns, key), new Claim(string.Empty, default, 0, true, now + keep));
        }

        return default;
    }

    private void Set((string Namespace, string Key) key, Claim claim)
    {
        _claims[key] = claim;
        _byEnd.Enqueue(key, claim.End);
    }

    private void Forget(DateTimeOffset now)
    {
        while (_byEnd.TryPeek(out var key, out var end) && (end <= now || _claims.Count >= maxClaims || _byEnd.Count >= 2L * maxClaims))
        {
            _byEnd.Dequeue();
            if (_claims.TryGetValue(key, out var claim) && claim.End == end)
            {
                _claims.Remove(key);
            }
        }
    }

    private sealed record Claim(string Claimant, DateTimeOffset Until, int Attempt, bool IsDone, DateTimeOffset End);
}
