namespace Sockeye;

/// <summary>
/// Lets servers agree which of them handles something that must be handled once. It serves all namespaces of a server and, if it is shared,
/// all servers of a cluster. Implement every method as one atomic step. Methods may be called concurrently.
/// </summary>
/// <remarks>
/// A key is free, claimed or done. A claimant has the key until its lease is over, by the clock of the store. After that the key is free,
/// and the store still knows how many times it was claimed. The store forgets a key if nothing happens to it for the time that it is to be
/// kept. It is then as if the key had never existed.
/// </remarks>
public abstract class ClaimStore
{
    /// <summary>
    /// Claims a key if it is free. If the claimant already has it, the lease is extended. Only a claim of a free key counts as another
    /// attempt.
    /// </summary>
    /// <param name="ns">The name of the namespace.</param>
    /// <param name="key">The key, a text that is not empty.</param>
    /// <param name="claimant">The claimant: a text of letters and digits, different for each attempt.</param>
    /// <param name="lease">How long the claim is valid from now on.</param>
    /// <param name="keep">How long the store remembers the key from now on; at least as long as the lease.</param>
    /// <exception cref="ClusterPublishException">The backend has not taken the claim, or has taken it without confirming it.</exception>
    public abstract ValueTask<ClaimResult> TryClaimAsync(string ns, string key, string claimant, TimeSpan lease, TimeSpan keep);

    /// <summary>
    /// Releases a claim, so that the key is free at once. Nothing happens if another claimant has the key, or if it is done.
    /// </summary>
    /// <param name="ns">The name of the namespace.</param>
    /// <param name="key">The key.</param>
    /// <param name="claimant">The claimant that has the key.</param>
    /// <param name="counts">Whether the attempt stays counted. If not, the next attempt has the same number.</param>
    /// <exception cref="ClusterPublishException">The backend has not taken the request, or has taken it without confirming it.</exception>
    public abstract ValueTask ReleaseAsync(string ns, string key, string claimant, bool counts);

    /// <summary>Marks a key as done, even if another server has the claim.</summary>
    /// <inheritdoc cref="TryClaimAsync"/>
    public abstract ValueTask CompleteAsync(string ns, string key, TimeSpan keep);
}
