namespace Sockeye.Simulation;

/// <summary>Who does what is done once, for one server.</summary>
internal sealed class SimulatedClaims(StoreConnection store) : ClaimStore
{
    public override ValueTask<ClaimResult> TryClaimAsync(string ns, string key, string claimant, TimeSpan lease, TimeSpan keep) =>
        store.CallAsync($"claims {key}", stores => stores.Claims.TryClaimAsync(ns, key, claimant, lease, keep), changes: true);

    public override async ValueTask ReleaseAsync(string ns, string key, string claimant, bool counts) =>
        await store.CallAsync($"releases {key}", stores => Done(stores.Claims.ReleaseAsync(ns, key, claimant, counts)), changes: true);

    public override async ValueTask CompleteAsync(string ns, string key, TimeSpan keep) =>
        await store.CallAsync($"completes {key}", stores => Done(stores.Claims.CompleteAsync(ns, key, keep)), changes: true);

    private static async ValueTask<bool> Done(ValueTask task)
    {
        await task;
        return true;
    }
}
