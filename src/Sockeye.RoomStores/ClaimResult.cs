namespace Sockeye;

/// <summary>What became of an attempt to claim a key.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Attempt">Which attempt this is; 1 for the first (<see cref="ClaimStatus.Claimed"/>).</param>
/// <param name="Left">How long the claim of the other one still holds (<see cref="ClaimStatus.Busy"/>).</param>
public readonly record struct ClaimResult(ClaimStatus Status, int Attempt, TimeSpan Left);
