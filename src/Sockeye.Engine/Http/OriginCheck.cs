using System.Net;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;

namespace Sockeye.Engine.Http;

/// <summary>
/// Checks the origins that may open a WebSocket, or poll by script elements. The same-origin policy of browsers covers neither, so without
/// this check any page could use the cookies of a visitor (cross-site WebSocket hijacking).
/// </summary>
internal static class OriginCheck
{
    /// <summary>Whether the header may be copied to the response (<c>checkInvalidHeaderChar</c> in Node).</summary>
    public static bool IsWellFormed(string origin)
    {
        foreach (char c in origin)
        {
            if (c is < ' ' and not '\t' or '\x7f')
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Whether a page of the request's <c>Origin</c> may use the server. It may if the policy allows it, if the CORS middleware of the
    /// application has allowed it, if the browser says that the page is of the same origin, which no page can forge, or if the origin is
    /// the host of the request. A device that names a file is not a page.
    /// </summary>
    public static bool IsAllowed(HttpRequest request, CorsPolicy? policy)
    {
        string? origin = EngineQuery.Last(request.Headers.Origin);
        if (string.IsNullOrEmpty(origin))
        {
            // The client is not a browser.
            return true;
        }

        return IsAllowedBy(policy, origin)
            || IsAllowedByApplication(request)
            || SiteOf(request) == "same-origin"
            || IsDevice(request, origin)
            || (Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri) && IsSameHost(uri, request));
    }

    /// <summary>
    /// Whether a request that a script element or a form may have made comes from a page that is allowed. The same-origin policy does not
    /// cover these either. A newer browser says what kind of page it is; an older one names the page, unless it was asked not to.
    /// </summary>
    public static bool IsElementAllowed(HttpRequest request, CorsPolicy? policy)
    {
        if (!IsAllowed(request, policy))
        {
            return false;
        }

        string? site = SiteOf(request);
        if (site is "same-origin" or "none")
        {
            return true;
        }

        if (!Uri.TryCreate(EngineQuery.Last(request.Headers.Referer), UriKind.Absolute, out Uri? referer))
        {
            // The page decides whether it is named. A page without a name gets only what every page may have.
            return (site is null && !HasCredentials(request)) || policy is { AllowAnyOrigin: true };
        }

        return IsSameHost(referer, request) || IsAllowedBy(policy, referer.GetLeftPart(UriPartial.Authority));
    }

    // The Arduino client sends such an origin unless a sketch sets another one. In some browsers a page on disk does so too, but without
    // credentials it can do no more than any program on that machine.
    private static bool IsDevice(HttpRequest request, string origin) =>
        origin == "file://" && SiteOf(request) is null && !HasCredentials(request);

    // In CORS, a policy for any origin covers only requests without credentials. Browsers enforce that, but not for a WebSocket.
    private static bool IsAllowedByApplication(HttpRequest request) =>
        CorsVerdict.Of(request.HttpContext) is { } verdict && (!verdict.IsForAnyOrigin || !HasCredentials(request));

    // The credentials that a browser adds to a request of any page.
    private static bool HasCredentials(HttpRequest request) =>
        request.Headers.Cookie.Count > 0 || request.Headers.Authorization.Count > 0 || request.HttpContext.Connection.ClientCertificate is not null;

    private static string? SiteOf(HttpRequest request) => EngineQuery.Last(request.Headers["Sec-Fetch-Site"]);

    private static bool IsAllowedBy(CorsPolicy? policy, string origin) =>
        policy is not null && (policy.AllowAnyOrigin || policy.IsOriginAllowed(origin));

    // The scheme is not compared: behind a proxy that terminates TLS the server sees http, and the browser https.
    private static bool IsSameHost(Uri origin, HttpRequest request)
    {
        HostString host = request.Host;
        if (!host.HasValue || !IsSameName(origin.Host, host.Host))
        {
            return false;
        }

        // Without a port in Host, the client used the default port of its own scheme.
        if (host.Port is int port ? port == origin.Port : origin.IsDefaultPort)
        {
            return true;
        }

        // Proxies drop the port (nginx: $host) or add their own ($host:$server_port), so a missing port is not compared. Cookies do not
        // depend on ports: a page on another port of this host gets them anyway. If both sides name a port, two ports are two origins. What
        // the browser says counts more.
        return SiteOf(request) is null or "none" && (host.Port is null or 80 or 443 || origin.IsDefaultPort);
    }

    // Proxies remove a dot at the end. IPv6 addresses can be written in several ways, and Uri has its own way.
    private static bool IsSameName(string origin, string host) =>
        origin.AsSpan().TrimEnd('.').Equals(host.AsSpan().TrimEnd('.'), StringComparison.OrdinalIgnoreCase)
        || (origin.StartsWith('[') && host.StartsWith('[') && IPAddress.TryParse(origin, out IPAddress? first) && IPAddress.TryParse(host, out IPAddress? second) && first.Equals(second));
}
