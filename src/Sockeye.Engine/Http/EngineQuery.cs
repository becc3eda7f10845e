using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Sockeye.Engine.Delivery;

namespace Sockeye.Engine.Http;

/// <summary>The parts of a query that Engine.IO uses. If a name has several values, the last one counts.</summary>
internal readonly struct EngineQuery
{
    private EngineQuery(string? transport, string? sid, bool isSidAmbiguous, int protocol, bool isBase64, string? jsonp)
    {
        Transport = transport;
        Sid = sid;
        IsSidAmbiguous = isSidAmbiguous;
        Protocol = protocol;
        Jsonp = jsonp;
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

    /// <summary>Whether there are several ids. No client sends that, and a proxy that routes by the id may have used another one.</summary>
    public bool IsSidAmbiguous { get; }

    /// <summary>4, or 3 for every other value, as in Node.</summary>
    public int Protocol { get; }

    /// <summary>The wire format of the request. <c>b64</c> counts with any value, as in Node.</summary>
    public WireFormat Format { get; }

    /// <summary>The value of <c>j</c>, with which scripts and forms poll (<see cref="Http.Jsonp"/>).</summary>
    public string? Jsonp { get; }

    public static EngineQuery Of(QueryString query)
    {
        string? transport = null;
        string? sid = null;
        int sids = 0;
        bool isCurrent = false;
        bool isBase64 = false;
        string? jsonp = null;
        foreach (QueryStringEnumerable.EncodedNameValuePair parameter in new QueryStringEnumerable(query.Value))
        {
            ReadOnlySpan<char> name = parameter.DecodeName().Span;
            ReadOnlyMemory<char> value = parameter.DecodeValue();
            if (name.Equals("sid", StringComparison.OrdinalIgnoreCase))
            {
                sid = value.IsEmpty ? null : value.ToString();
                sids++;
            }
            else if (name.Equals("transport", StringComparison.OrdinalIgnoreCase))
            {
                transport = value.Span switch
                {
                    "websocket" => "websocket",
                    "polling" => "polling",
                    _ => value.ToString(),
                };
            }
            else if (name.Equals("EIO", StringComparison.OrdinalIgnoreCase))
            {
                isCurrent = value.Span is "4";
            }
            else if (name.Equals("b64", StringComparison.OrdinalIgnoreCase))
            {
                isBase64 = !value.IsEmpty;
            }
            else if (name.Equals("j", StringComparison.OrdinalIgnoreCase))
            {
                jsonp = value.ToString();
            }
        }

        return new EngineQuery(transport, sid, sids > 1, isCurrent ? 4 : 3, isBase64, jsonp);
    }

    public static string? Last(StringValues values) => values.Count == 0 ? null : values[^1];
}
