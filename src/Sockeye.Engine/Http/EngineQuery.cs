using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Sockeye.Engine.Delivery;

namespace Sockeye.Engine.Http;

/// <summary>The parts of a request's query that Engine.IO gives a meaning. Of several values of one name the last counts.</summary>
internal readonly struct EngineQuery
{
    private EngineQuery(string? transport, string? sid, bool isSidAmbiguous, int protocol, bool isBase64)
    {
        Transport = transport;
        Sid = sid;
        IsSidAmbiguous = isSidAmbiguous;
        Protocol = protocol;
        Format = (protocol, isBase64) switch
        {
            (3, false) => WireFormat.V3,
            (3, true) => WireFormat.V3Base64,
            (_, true) => WireFormat.V4Base64,
            _ => WireFormat.V4,
        };
    }

    public string? Transport { get; }

    public string? Sid { get; }

    /// <summary>Whether there are several ids: no client does that, and whoever routes by it may have seen another one.</summary>
    public bool IsSidAmbiguous { get; }

    /// <summary>4, or 3 for everything else, as in the reference.</summary>
    public int Protocol { get; }

    /// <summary>What the transport of the request writes. <c>b64</c> counts whatever its value is, as in the reference.</summary>
    public WireFormat Format { get; }

    public static EngineQuery Of(IQueryCollection query)
    {
        StringValues sid = query["sid"];
        string? last = Last(sid);
        return new EngineQuery(
            Last(query["transport"]),
            string.IsNullOrEmpty(last) ? null : last,
            sid.Count > 1,
            Last(query["EIO"]) == "4" ? 4 : 3,
            !string.IsNullOrEmpty(Last(query["b64"])));
    }

    public static string? Last(StringValues values) => values.Count == 0 ? null : values[^1];
}
