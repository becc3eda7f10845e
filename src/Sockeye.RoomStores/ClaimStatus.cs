namespace Sockeye;

/// <summary>The status after an attempt to claim a key.</summary>
public enum ClaimStatus
{
    /// <summary>The claimant has the key.</summary>
    Claimed,

    /// <summary>Another claimant has the key.</summary>
    Busy,

    /// <summary>The key is already done.</summary>
    Done,
}
