namespace Sockeye.Engine.Delivery;

/// <summary>
/// How a transport writes packets. It depends on the revision of the protocol, and on whether the request has <c>b64</c>.
/// </summary>
internal enum WireFormat : byte
{
    /// <summary>Engine.IO v4: a binary message is a binary frame.</summary>
    V4,

    /// <summary>Engine.IO v4, for a client without binary frames: <c>b&lt;base64&gt;</c>. Polling is not affected.</summary>
    V4Base64,

    /// <summary>Engine.IO v3: a binary message has its type, the byte 4, in front.</summary>
    V3,

    /// <summary>Engine.IO v3, for a client that takes only text: <c>b4&lt;base64&gt;</c>.</summary>
    V3Base64,
}
