using System.Net;
using System.Text;

namespace Sockeye.Client.Transports;

/// <summary>
/// The server of a client, and what one connection leaves to the next one: cookies, and whether it had a WebSocket. There is one for each
/// client.
/// </summary>
internal sealed class EngineEndpoint
{
    private readonly string _authority;
    private readonly bool _isSecure;

    /// <exception cref="ArgumentException">The address is not absolute, or its scheme is not http, https, ws or wss.</exception>
    public EngineEndpoint(Uri url, SocketIOClientOptions options)
    {
        if (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https" or "ws" or "wss"))
        {
            throw new ArgumentException($"'{url}' is not the address of a server. It has to begin with http, https, ws or wss.", nameof(url));
        }

        _isSecure = url.Scheme is "https" or "wss";
        var host = url.HostNameType == UriHostNameType.IPv6 ? $"[{url.IdnHost}]" : url.IdnHost; // Uri.Host leaves out the zone
        _authority = url.IsDefaultPort ? host : $"{host}:{url.Port}";
        Url = url;
        Options = options;
        Cookies = options.Cookies ?? (options.WithCredentials ? new CookieContainer() : null);
    }

    public Uri Url { get; }

    public SocketIOClientOptions Options { get; }

    /// <summary>The cookies of both transports; <see langword="null"/> if cookies are not kept.</summary>
    public CookieContainer? Cookies { get; }

    /// <summary>
    /// Whether the last connection had a WebSocket. With <see cref="SocketIOClientOptions.RememberUpgrade"/> the next one starts with it.
    /// </summary>
    public bool HadWebSocket { get; set; }

    /// <summary>
    /// Creates the address of a request: first the query of the application, then that of Engine.IO, in the same order as socket.io-client.
    /// </summary>
    public Uri CreateUri(ClientTransport transport, string? sid)
    {
        var isWebSocket = transport == ClientTransport.WebSocket;
        var text = new StringBuilder();
        text.Append(isWebSocket ? "ws" : "http").Append(_isSecure ? "s://" : "://").Append(_authority).Append(GetPath()).Append('?');
        var hasTimestamp = Options.TimestampRequests ?? !isWebSocket;
        AppendOwnQuery(text, hasTimestamp);
        text.Append("EIO=4&transport=").Append(isWebSocket ? "websocket" : "polling");
        if (sid is not null)
        {
            text.Append("&sid=").Append(Uri.EscapeDataString(sid));
        }

        if (hasTimestamp)
        {
            text.Append('&').Append(Uri.EscapeDataString(Options.TimestampParameter)).Append('=').Append(Random.Shared.NextInt64(1L << 48).ToString("x", null));
        }

        if (Options.ForceBase64 && (isWebSocket || sid is null))
        {
            text.Append("&b64=1");
        }

        return new Uri(text.ToString());
    }

    private string GetPath()
    {
        var path = Options.Path.EndsWith('/') ? Options.Path[..^1] : Options.Path;
        return (path.StartsWith('/') ? path : "/" + path) + (Options.AddTrailingSlash ? "/" : "");
    }

    private void AppendOwnQuery(StringBuilder text, bool hasTimestamp)
    {
        // Parameters of the address are already escaped. Parameters of the options come later and win.
        foreach (var parameter in Url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = Uri.UnescapeDataString(parameter.Split('=')[0]);
            if (!Options.Query.ContainsKey(name) && !IsSetLater(name))
            {
                text.Append(parameter).Append('&');
            }
        }

        foreach (var (name, value) in Options.Query)
        {
            if (!IsSetLater(name))
            {
                text.Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value)).Append('&');
            }
        }

        // As in socket.io-client. Addresses that were copied from elsewhere have these parameters, and a server takes a repeated name for a
        // list.
        bool IsSetLater(string name) => name is "EIO" or "transport" or "sid" || (hasTimestamp && name == Options.TimestampParameter);
    }
}
