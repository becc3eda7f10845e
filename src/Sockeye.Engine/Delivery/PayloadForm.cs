namespace Sockeye.Engine.Delivery;

/// <summary>The kinds of polling payload. One payload is all of one kind.</summary>
internal enum PayloadForm : byte
{
    /// <summary>Engine.IO v4: packets with separators between them.</summary>
    V4,

    /// <summary>Engine.IO v3, text: each packet behind its length.</summary>
    V3Text,

    /// <summary>Engine.IO v3, bytes.</summary>
    V3Bytes,
}
