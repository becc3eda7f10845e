namespace Sockeye;

/// <summary>The result of an attempt to claim a key.</summary>
/// <param name="Status">The status.</param>
/// <param name="Attempt">The number of this attempt, starting at 1 (<see cref="ClaimStatus.Claimed"/>).</param>
/// <param name="Left">The remaining time of another claimant's lease (<see cref="ClaimStatus.Busy"/>).</param>
public readonly record struct ClaimResult(ClaimStatus Status, int Attempt, TimeSpan Left);
