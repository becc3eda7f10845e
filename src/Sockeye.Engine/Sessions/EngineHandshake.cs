using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Sockeye.Engine.Sessions;

/// <summary>What the first request of a session said, copied, so that the request itself can go.</summary>
public sealed class EngineHandshake
{
    private readonly QueryString _queryString;
    private IQueryCollection? _query;

    // Most users come without an expiry: for those no room is kept.
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

    /// <summary>The request's headers.</summary>
    public IReadOnlyList<KeyValuePair<string, StringValues>> Headers { get; }

    /// <summary>The query of the request, decoded; values as the reference gives them (the last of several with one name counts).</summary>
    public IQueryCollection Query => _query ??= LastValues(QueryHelpers.ParseQuery(_queryString.Value));

    /// <summary>The path and query of the request as they came.</summary>
    public string Url { get; }

    /// <summary>The client's address; behind a proxy, what forwarded-headers middleware made of it.</summary>
    public IPAddress? RemoteAddress { get; }

    /// <summary>Whether the request came over TLS.</summary>
    public bool IsSecure { get; }

    /// <summary>Whether the request had an <c>Origin</c> header (the reference's <c>xdomain</c>).</summary>
    public bool IsCrossDomain { get; }

    /// <summary>Who the request was authenticated as, by ASP.NET Core's authentication; nobody, if it was not.</summary>
    public ClaimsPrincipal User =>
        (_user ?? Interlocked.CompareExchange(ref _user, new ClaimsPrincipal(new ClaimsIdentity()), null) ?? _user) is ExpiringUser expiring
            ? expiring.User
            : (ClaimsPrincipal)_user;

    /// <summary>Until when the authentication of the request holds, if its scheme says so (<c>AuthenticationProperties.ExpiresUtc</c>: of a bearer token or a cookie).</summary>
    public DateTimeOffset? UserExpires => (_user as ExpiringUser)?.Expires;

    /// <summary>When the session was opened.</summary>
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
