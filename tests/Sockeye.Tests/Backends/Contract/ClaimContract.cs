namespace Sockeye.Tests.Backends;

/// <summary>What each store of claims does.</summary>
public abstract class ClaimContract : BackendContract
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Keep = TimeSpan.FromHours(1);

    private ClaimStore Store => Here.Claims;

    [Fact]
    public async Task Claim_ByMany_OneHasIt()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(async () => await (i % 2 == 0 ? Here : There).Claims.TryClaimAsync(Namespace, "change", $"c{i}", Lease, Keep))));

        Assert.Equal(1, Assert.Single(results, static result => result.Status == ClaimStatus.Claimed).Attempt);
        Assert.All(results.Where(static result => result.Status != ClaimStatus.Claimed), static result =>
        {
            Assert.Equal(ClaimStatus.Busy, result.Status);
            Assert.InRange(result.Left, TimeSpan.FromSeconds(1), Lease);
        });
    }

    [Fact]
    public async Task Release_ByTheClaimant_LetsAnotherTry()
    {
        await Store.TryClaimAsync(Namespace, "change", "a", Lease, Keep);

        await There.Claims.ReleaseAsync(Namespace, "change", "b", counts: true);
        Assert.Equal(ClaimStatus.Busy, (await Store.TryClaimAsync(Namespace, "change", "b", Lease, Keep)).Status);
        await There.Claims.ReleaseAsync(Namespace, "change", "a", counts: true);
        Assert.Equal(new ClaimResult(ClaimStatus.Claimed, 2, default), await Store.TryClaimAsync(Namespace, "change", "b", Lease, Keep));
        Assert.Equal(new ClaimResult(ClaimStatus.Claimed, 2, default), await Store.TryClaimAsync(Namespace, "change", "b", Lease, Keep));
    }

    [Fact]
    public async Task Release_ThatDoesNotCount_LeavesTheNumberToTheNextAttempt()
    {
        await Store.TryClaimAsync(Namespace, "change", "a", Lease, Keep);
        await Store.ReleaseAsync(Namespace, "change", "a", counts: true);
        await Store.TryClaimAsync(Namespace, "change", "b", Lease, Keep);

        await There.Claims.ReleaseAsync(Namespace, "change", "a", counts: false);
        await There.Claims.ReleaseAsync(Namespace, "change", "b", counts: false);
        await There.Claims.ReleaseAsync(Namespace, "change", "b", counts: false);

        Assert.Equal(new ClaimResult(ClaimStatus.Claimed, 2, default), await Store.TryClaimAsync(Namespace, "change", "c", Lease, Keep));
    }

    [Fact]
    public async Task Complete_IsForEverybody()
    {
        await Store.TryClaimAsync(Namespace, "change", "a", Lease, Keep);

        await There.Claims.CompleteAsync(Namespace, "change", Keep);
        await Store.ReleaseAsync(Namespace, "change", "a", counts: true);
        Assert.Equal(ClaimStatus.Done, (await Store.TryClaimAsync(Namespace, "change", "b", Lease, Keep)).Status);
        Assert.Equal(ClaimStatus.Done, (await Store.TryClaimAsync(Namespace, "change", "a", Lease, Keep)).Status);
        Assert.Equal(ClaimStatus.Claimed, (await Store.TryClaimAsync(Namespace, "another", "b", Lease, Keep)).Status);
        Assert.Equal(ClaimStatus.Claimed, (await Store.TryClaimAsync(Namespace + "x", "change", "b", Lease, Keep)).Status);
    }

    [Fact]
    public async Task Lease_ThatIsOver_LetsAnotherTry()
    {
        await Store.TryClaimAsync(Namespace, "change", "a", TimeSpan.FromMilliseconds(20), Keep);

        var result = await ClaimedAsync("change", Lease, Keep);

        Assert.Equal(2, result.Attempt);
    }

    [Fact]
    public async Task Claim_ThatIsForgotten_IsANewOne()
    {
        await Store.TryClaimAsync(Namespace, "claimed", "a", TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(20));
        await Store.CompleteAsync(Namespace, "done", TimeSpan.FromMilliseconds(20));

        Assert.Equal(1, (await ClaimedAsync("done", Lease, Keep)).Attempt);
        Assert.Equal(1, (await ClaimedAsync("claimed", Lease, Keep)).Attempt);
    }

    private async Task<ClaimResult> ClaimedAsync(string key, TimeSpan lease, TimeSpan keep) => (ClaimResult)await Eventually.Become(async () =>
        await Store.TryClaimAsync(Namespace, key, "b", lease, keep) is { Status: ClaimStatus.Claimed } claimed ? (object?)claimed : null);
}
