namespace Sockeye.Engine.Delivery;

/// <summary>How a packet is to be sent.</summary>
[Flags]
public enum SendFlags
{
    /// <summary>Queued, and compressed where the transport compresses.</summary>
    None = 0,

    /// <summary>Dropped where the transport cannot take it right now (the reference's <c>volatile</c>).</summary>
    Volatile = 1,

    /// <summary>Not compressed (the reference's <c>compress(false)</c>).</summary>
    Uncompressed = 2,
}
