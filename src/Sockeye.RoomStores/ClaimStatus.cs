namespace Sockeye;

/// <summary>What became of an attempt to claim a key.</summary>
public enum ClaimStatus
{
    /// <summary>It is the claimant's.</summary>
    Claimed,

    /// <summary>Another one has it.</summary>
    Busy,

    /// <summary>It is done already.</summary>
    Done,
}
