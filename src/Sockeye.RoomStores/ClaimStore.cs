namespace Sockeye;

/// <summary>
/// Where servers agree which of them does something that is to be done once: of all namespaces of a server, and, if it is shared, of all servers of a cluster. It may be called by
/// many at a time, and each method is one step.
/// </summary>
/// <remarks>
/// A key is free, claimed or done. Who claims it has it until the lease is over, by the clock of the store; then it is free again, and the store still knows how often it was claimed. What the
/// store has not heard of for the time that it is to be kept, it forgets: the key is then as if it had never been.
/// </remarks>
public abstract class ClaimStore
{
    /// <summary>
    /// Claims a key if it is free, or prolongs the lease if it is the claimant's own. Only a key that was free, or whose lease was over, counts as one more attempt.
    /// </summary>
    /// <param name="ns">The name of the namespace.</param>
    /// <param name="key">The key; any text that is not empty.</param>
    /// <param name="claimant">Who claims: a text of letters and digits, another one for each attempt.</param>
    /// <param name="lease">How long the claim holds from now on.</param>
    /// <param name="keep">How long the store remembers it from now on; not less than the lease.</param>
    /// <exception cref="ClusterPublishException">The engine did not take it; or it did, and nobody knows.</exception>
    public abstract ValueTask<ClaimResult> TryClaimAsync(string ns, string key, string claimant, TimeSpan lease, TimeSpan keep);

    /// <summary>Gives a claim back: the key is free at once. Nothing happens if it is not the claimant's, or done.</summary>
    /// <param name="ns">The name of the namespace.</param>
    /// <param name="key">The key.</param>
    /// <param name="claimant">Who has claimed it.</param>
    /// <param name="counts">Whether the attempt stays counted. If not, the next one has the same number.</param>
    /// <exception cref="ClusterPublishException">The engine did not take it; or it did, and nobody knows.</exception>
    public abstract ValueTask ReleaseAsync(string ns, string key, string claimant, bool counts);

    /// <summary>Says that it is done, also if another server has the claim.</summary>
    /// <inheritdoc cref="TryClaimAsync"/>
    public abstract ValueTask CompleteAsync(string ns, string key, TimeSpan keep);
}
