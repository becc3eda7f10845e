using System.Buffers;
using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Sockeye.Authentication;
using Sockeye.Engine.Sessions;
using Sockeye.Protocol.SocketIO.Json;
using Sockeye.Sockets;

namespace Sockeye;

/// <summary>
/// The first request of a connection, and the credentials that the client sent to the namespace (<c>socket.handshake</c> in Node).
/// </summary>
public sealed class Handshake
{
    private readonly EngineHandshake _engine;
    private readonly TokenUser? _tokenUser;

    internal Handshake(EngineHandshake engine, HandshakeAuth auth, DateTimeOffset time, TokenUser? tokenUser = null)
    {
        _engine = engine;
        _tokenUser = tokenUser;
        Auth = auth;
        Issued = time;
    }

    /// <summary>The credentials that the client sent to the namespace.</summary>
    public HandshakeAuth Auth { get; }

    /// <summary>The headers of the connection's first request.</summary>
    public IReadOnlyList<KeyValuePair<string, StringValues>> Headers => _engine.Headers;

    /// <summary>The query of the connection's first request.</summary>
    public IQueryCollection Query => _engine.Query;

    /// <summary>The path and query of the connection's first request.</summary>
    public string Url => _engine.Url;

    /// <summary>
    /// The address of the client. Behind a proxy it is the address of the proxy, unless you use the forwarded headers middleware.
    /// </summary>
    public string Address => _engine.RemoteAddress?.ToString() ?? string.Empty;

    /// <summary>Whether the connection is encrypted.</summary>
    public bool Secure => _engine.IsSecure;

    /// <summary>Whether the request has an <c>Origin</c> header, which means that it comes from a page of another origin.</summary>
    public bool CrossDomain => _engine.IsCrossDomain;

    /// <summary>The time at which the client joined the namespace.</summary>
    public DateTimeOffset Issued { get; }

    /// <summary>
    /// The user that the client was authenticated as when it joined the namespace: by the token that it sent to the namespace, if an
    /// authentication scheme reads it (<see cref="SocketIOOptions.TokenAuthentication"/>), otherwise by the connection's first request.
    /// </summary>
    public ClaimsPrincipal User => _tokenUser is { } byToken ? byToken.User : _engine.User;

    /// <summary>
    /// The time until which that authentication is valid, if its scheme says so (<c>AuthenticationProperties.ExpiresUtc</c> of a bearer
    /// token or a cookie); otherwise <see langword="null"/>.
    /// </summary>
    public DateTimeOffset? UserExpires => _tokenUser is { } byToken ? byToken.Expires : _engine.UserExpires;

    /// <summary>Whether a scheme has read a token of the client, no matter if it accepted the token.</summary>
    internal bool HasToken => _tokenUser is not null;

    /// <summary>
    /// Gets a header of the connection's first request. The case of the name does not matter. The result is empty if there is no such
    /// header.
    /// </summary>
    public StringValues Header(string name)
    {
        foreach (var (key, value) in _engine.Headers)
        {
            if (string.Equals(key, name, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return StringValues.Empty;
    }

    /// <summary>
    /// Gets the handshake in the shape that Node uses: headers, time, address, xdomain, secure, issued, url, query, auth.
    /// </summary>
    public JsonElement ToJson() => ToJson(withCredentials: true);

    /// <summary>The handshake for another server.</summary>
    /// <param name="withCredentials">Whether the credentials of the client are included.</param>
    internal JsonElement ToJson(bool withCredentials)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("headers");
            foreach (var (key, value) in _engine.Headers)
            {
                if (withCredentials || !IsCredential(key))
                {
                    writer.WriteString(key.ToLowerInvariant(), value.ToString());
                }
            }

            writer.WriteEndObject();
            writer.WriteString("time", Issued.ToString("ddd MMM dd yyyy HH:mm:ss", CultureInfo.InvariantCulture) + " GMT+0000 (Coordinated Universal Time)");
            writer.WriteString("address", Address);
            writer.WriteBoolean("xdomain", CrossDomain);
            writer.WriteBoolean("secure", Secure);
            writer.WriteNumber("issued", Issued.ToUnixTimeMilliseconds());
            writer.WriteString("url", Url);
            writer.WriteStartObject("query");
            foreach (var (key, value) in _engine.Query)
            {
                writer.WriteString(key, value.Count > 0 ? value[^1] : string.Empty);
            }

            writer.WriteEndObject();
            writer.WritePropertyName("auth");
            if (withCredentials)
            {
                Auth.Json.WriteTo(writer);
            }
            else
            {
                writer.WriteStartObject();
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        return PayloadJson.Parse(buffer.WrittenSpan);
    }

    /// <summary>Whether a header has what a client proves with who it is.</summary>
    internal static bool IsCredential(string header) =>
        header.Equals(HeaderNames.Cookie, StringComparison.OrdinalIgnoreCase)
        || header.Equals(HeaderNames.Authorization, StringComparison.OrdinalIgnoreCase)
        || header.Equals(HeaderNames.ProxyAuthorization, StringComparison.OrdinalIgnoreCase);
}
