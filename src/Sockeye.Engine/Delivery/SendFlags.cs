namespace Sockeye.Engine.Delivery;

/// <summary>How to send a packet.</summary>
[Flags]
public enum SendFlags
{
    /// <summary>The packet is queued, and compressed if the transport compresses.</summary>
    None = 0,

    /// <summary>The packet is dropped if the transport cannot take it right now (<c>volatile</c> in Node).</summary>
    Volatile = 1,

    /// <summary>The packet is not compressed (<c>compress(false)</c> in Node).</summary>
    Uncompressed = 2,
}
