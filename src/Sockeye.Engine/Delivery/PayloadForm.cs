namespace Sockeye.Engine.Delivery;

/// <summary>The forms of polling payloads. All packets of one payload have the same form.</summary>
internal enum PayloadForm : byte
{
    /// <summary>Engine.IO v4: packets with separators between them.</summary>
    V4,

    /// <summary>Engine.IO v3, text: each packet after its length.</summary>
    V3Text,

    /// <summary>Engine.IO v3, bytes.</summary>
    V3Bytes,
}
