namespace Sockeye.Engine.Delivery;

/// <summary>How a transport writes packets: by the revision of the protocol, and by whether its request said <c>b64</c>.</summary>
internal enum WireFormat : byte
{
    /// <summary>Engine.IO v4: a binary message is a binary frame.</summary>
    V4,

    /// <summary>Engine.IO v4 to a client that takes no binary frames: <c>b&lt;base64&gt;</c>. Polling is the same as ever.</summary>
    V4Base64,

    /// <summary>Engine.IO v3: a binary message has its type, the byte 4, before it.</summary>
    V3,

    /// <summary>Engine.IO v3 to a client that takes nothing but text: <c>b4&lt;base64&gt;</c>.</summary>
    V3Base64,
}
