using System.Buffers.Text;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Sockeye.Engine.Http;
using Sockeye.EventLoops;

namespace Sockeye.Engine.Transports.WebSockets;

/// <summary>
/// The opening handshake of the server (RFC 6455, section 4.2; RFC 8441 for HTTP/2), or that of a web server which frames messages itself.
/// </summary>
internal static class WebSocketHandshake
{
    private const string Version = "13";
    private const string AcceptGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private const int KeyLength = 24; // 16 bytes in base64

    /// <summary>Whether the request asks for a WebSocket, even if it is malformed.</summary>
    public static bool IsRequested(HttpContext context)
    {
        if (context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect)
        {
            return string.Equals(connect.Protocol, "websocket", StringComparison.OrdinalIgnoreCase);
        }

        return context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
            ? HasUpgradeToken(context.Request)
            : context.Features.Get<IHttpWebSocketFeature>() is { IsWebSocketRequest: true };
    }

    /// <summary>Whether a request for a WebSocket has no stream, because the web server or a middleware frames messages itself.</summary>
    public static bool IsFramedByOthers(HttpContext context) =>
        context.Features.Get<IHttpExtendedConnectFeature>() is not { IsExtendedConnect: true } && context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true };

    /// <summary>Answers the handshake.</summary>
    /// <returns>The connection; <see langword="null"/> if the request was not a valid handshake and has been refused.</returns>
    public static async ValueTask<WebSocketConnection?> AcceptAsync(HttpContext context, EngineServer server)
    {
        IHeaderDictionary requestHeaders = context.Request.Headers;
        IHeaderDictionary headers = context.Response.Headers;
        string? protocol = GetFirstProtocol(requestHeaders.SecWebSocketProtocol.ToString());
        var lifetime = context.Features.Get<IHttpRequestLifetimeFeature>();
        var below = context.Features.Get<IConnectionSocketFeature>()?.Socket;
        if (IsFramedByOthers(context))
        {
            // The web server has checked the handshake and answers it. Engine.IO has its own heartbeat.
            RequestLimits.LiftForReading(context);
            var accept = new WebSocketAcceptContext { SubProtocol = protocol, KeepAliveInterval = Timeout.InfiniteTimeSpan };
            WebSocket webSocket = await context.Features.GetRequiredFeature<IHttpWebSocketFeature>().AcceptAsync(accept);
            return new WebSocketConnection(new WebSocketFrameStream(webSocket, lifetime), below);
        }

        bool isConnect = context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true };
        string key = requestHeaders.SecWebSocketKey.ToString();
        if (requestHeaders.SecWebSocketVersion != Version || (!isConnect && !(HttpMethods.IsGet(context.Request.Method) && IsValidKey(key))))
        {
            headers.SecWebSocketVersion = Version;
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return null;
        }

        if (protocol is not null)
        {
            headers.SecWebSocketProtocol = protocol;
        }

        RequestLimits.LiftForReading(context);
        if (isConnect)
        {
            // The messages are the body of the request, which may be slow and has no end.
            RequestLimits.Lift(context);
            return new WebSocketConnection(await context.Features.GetRequiredFeature<IHttpExtendedConnectFeature>().AcceptAsync(), socket: null, lifetime, below);
        }

        headers.Connection = "Upgrade";
        headers.Upgrade = "websocket";
        headers.SecWebSocketAccept = GetAccept(key);
        Stream stream = await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
        UpgradedConnection upgraded = IsKestrels(stream) && context.Features.Get<IEventLoopFeature>() is { } loops ? await loops.UpgradeAsync() : default;
        return upgraded.Use == ConnectionUse.TakeOver
            ? new WebSocketConnection(upgraded)
            : new WebSocketConnection(stream, upgraded.Socket, lifetime, below);
    }

    // An HTTP middleware may have put its own stream in between, which must not be bypassed.
    private static bool IsKestrels(Stream stream) => stream.GetType().Assembly == typeof(KestrelServer).Assembly;

    private static bool HasUpgradeToken(HttpRequest request)
    {
        foreach (string token in request.Headers.GetCommaSeparatedValues("Upgrade"))
        {
            if (string.Equals(token, "websocket", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsValidKey(string key) => key.Length == KeyLength && Base64.IsValid(key, out int length) && length == 16;

    /// <summary>What answers a key.</summary>
    public static string GetAccept(string key)
    {
        Span<byte> source = stackalloc byte[KeyLength + AcceptGuid.Length];
        int length = Encoding.ASCII.GetBytes(key, source);
        Encoding.ASCII.GetBytes(AcceptGuid, source[length..]);
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // RFC 6455 requires SHA-1; it is not used for security here
        SHA1.HashData(source, hash);
#pragma warning restore CA5350
        return Convert.ToBase64String(hash);
    }

    // Node takes the first subprotocol that is offered. A browser fails the connection if none comes back.
    private static string? GetFirstProtocol(string offered)
    {
        ReadOnlySpan<char> first = offered;
        int comma = first.IndexOf(',');
        if (comma >= 0)
        {
            first = first[..comma];
        }

        first = first.Trim();
        foreach (char c in first)
        {
            if (c is <= ' ' or >= '\x7f' || "()<>@;:\\\"/[]?={}".Contains(c))
            {
                return null;
            }
        }

        return first.IsEmpty ? null : first.ToString();
    }
}
