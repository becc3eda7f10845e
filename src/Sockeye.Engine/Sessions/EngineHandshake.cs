using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Sockeye.Engine.Sessions;

/// <summary>The data of a session's first request. It is a copy, so that the request itself can be released.</summary>
public sealed class EngineHandshake
{
    private readonly QueryString _queryString;
    private IQueryCollection? _query;

    // Most users have no expiry, so there is no field for it.
    private object? _user;

    internal EngineHandshake(
        IReadOnlyList<KeyValuePair<string, StringValues>> headers,
        QueryString queryString,
        string url,
        IPAddress? remoteAddress,
        bool isSecure,
        bool isCrossDomain,
        ClaimsPrincipal? user,
        DateTimeOffset? userExpires,
        DateTimeOffset time)
    {
        Headers = headers;
        _queryString = queryString;
        Url = url;
        RemoteAddress = remoteAddress;
        IsSecure = isSecure;
        IsCrossDomain = isCrossDomain;
        _user = user is not null && userExpires is { } expires ? new ExpiringUser(user, expires) : user;
        Time = time;
    }

    /// <summary>The headers of the request.</summary>
    public IReadOnlyList<KeyValuePair<string, StringValues>> Headers { get; }

    /// <summary>The decoded query of the request. If a name has several values, the last one counts, as in Node.</summary>
    public IQueryCollection Query => _query ??= LastValues(QueryHelpers.ParseQuery(_queryString.Value));

    /// <summary>The path and query of the request, unchanged.</summary>
    public string Url { get; }

    /// <summary>The address of the client. Behind a proxy it is the address that the forwarded headers middleware has set.</summary>
    public IPAddress? RemoteAddress { get; }

    /// <summary>Whether the request came over TLS.</summary>
    public bool IsSecure { get; }

    /// <summary>Whether the request has an <c>Origin</c> header (<c>xdomain</c> in Node).</summary>
    public bool IsCrossDomain { get; }

    /// <summary>The user that ASP.NET Core has authenticated the request as. If there is none, the user is not authenticated.</summary>
    public ClaimsPrincipal User =>
        (_user ?? Interlocked.CompareExchange(ref _user, new ClaimsPrincipal(new ClaimsIdentity()), null) ?? _user) is ExpiringUser expiring
            ? expiring.User
            : (ClaimsPrincipal)_user;

    /// <summary>
    /// The time until which that authentication is valid, if its scheme says so (<c>AuthenticationProperties.ExpiresUtc</c> of a bearer
    /// token or a cookie); otherwise <see langword="null"/>.
    /// </summary>
    public DateTimeOffset? UserExpires => (_user as ExpiringUser)?.Expires;

    /// <summary>The time at which the session was opened.</summary>
    public DateTimeOffset Time { get; }

    private static QueryCollection LastValues(Dictionary<string, StringValues> query)
    {
        foreach ((string name, StringValues values) in query)
        {
            if (values.Count > 1)
            {
                query[name] = values[^1];
            }
        }

        return new QueryCollection(query);
    }

    private sealed record ExpiringUser(ClaimsPrincipal User, DateTimeOffset Expires);
}
