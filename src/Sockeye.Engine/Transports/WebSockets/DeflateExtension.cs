using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Sockeye.Engine.Transports.WebSockets;

/// <summary>The negotiation of <c>permessage-deflate</c> (RFC 7692, section 7.1).</summary>
internal static class DeflateExtension
{
    private const string Name = "permessage-deflate";
    private const string Agreed = Name + "; server_no_context_takeover; client_no_context_takeover";

    [Flags]
    private enum Parameters
    {
        None = 0,
        ServerNoContextTakeover = 1,
        ClientNoContextTakeover = 2,
        ServerMaxWindowBits = 4,
        ClientMaxWindowBits = 8,
    }

    /// <summary>Accepts the first offer that the server can keep, and puts it into the response.</summary>
    /// <returns>Whether there was such an offer. A malformed offer is ignored.</returns>
    public static bool TryAccept(HttpContext context)
    {
        StringValues offers = context.Request.Headers.SecWebSocketExtensions;
        foreach (string? line in offers)
        {
            foreach (Range offer in line.AsSpan().Split(','))
            {
                if (IsAcceptable(line.AsSpan()[offer], out ReadOnlySpan<char> clientWindowBits))
                {
                    // A client that asks for a small window of its own expects it in the answer.
                    context.Response.Headers.SecWebSocketExtensions = clientWindowBits.IsEmpty ? Agreed : $"{Agreed}; client_max_window_bits={clientWindowBits}";
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsAcceptable(ReadOnlySpan<char> offer, out ReadOnlySpan<char> clientWindowBits)
    {
        clientWindowBits = default;
        var seen = Parameters.None;
        bool isName = true;
        foreach (Range range in offer.Split(';'))
        {
            ReadOnlySpan<char> part = offer[range].Trim(" \t");
            if (isName)
            {
                isName = false;
                if (!part.SequenceEqual(Name))
                {
                    return false;
                }
            }
            else if (!IsAcceptable(part, ref seen, ref clientWindowBits))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsAcceptable(ReadOnlySpan<char> part, ref Parameters seen, ref ReadOnlySpan<char> clientWindowBits)
    {
        int equals = part.IndexOf('=');
        ReadOnlySpan<char> value = equals < 0 ? default : Unquote(part[(equals + 1)..].TrimStart(" \t"));
        Parameters parameter = (equals < 0 ? part : part[..equals].TrimEnd(" \t")) switch
        {
            "server_no_context_takeover" when equals < 0 => Parameters.ServerNoContextTakeover,
            "client_no_context_takeover" when equals < 0 => Parameters.ClientNoContextTakeover,

            // The deflater of .NET has only a window of 15 bits; its inflater accepts the output of all smaller ones.
            "server_max_window_bits" when value is "15" => Parameters.ServerMaxWindowBits,
            "client_max_window_bits" when equals < 0 || IsWindowBits(value) => Parameters.ClientMaxWindowBits,
            _ => Parameters.None,
        };
        bool acceptable = parameter != Parameters.None && (seen & parameter) == 0;
        seen |= parameter;
        if (parameter == Parameters.ClientMaxWindowBits)
        {
            clientWindowBits = value;
        }

        return acceptable;
    }

    // From 8 to 15, without leading zeros.
    private static bool IsWindowBits(ReadOnlySpan<char> value) =>
        value is ['8' or '9'] or ['1', >= '0' and <= '5'];

    private static ReadOnlySpan<char> Unquote(ReadOnlySpan<char> value) => value is ['"', .. var inner, '"'] ? inner : value;
}
