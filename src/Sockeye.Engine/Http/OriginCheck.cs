using System.Net;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;

namespace Sockeye.Engine.Http;

/// <summary>
/// The origins that may open a WebSocket, or poll by script elements. Browsers do not apply their same-origin policy to either, so that
/// without this check any page could use a visitor's cookies (cross-site WebSocket hijacking).
/// </summary>
internal static class OriginCheck
{
    /// <summary>Whether the header could be echoed (the reference's <c>checkInvalidHeaderChar</c>).</summary>
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
    /// Whether a page of the request's <c>Origin</c> may use the server: the policy allows it, or the application's own CORS middleware has; the browser says that
    /// the page is of the same origin, which no page can forge; or the origin is the host of the request. A device that names a file is no page.
    /// </summary>
    public static bool IsAllowed(HttpRequest request, CorsPolicy? policy)
    {
        string? origin = EngineQuery.Last(request.Headers.Origin);
        if (string.IsNullOrEmpty(origin))
        {
            // Not a browser.
            return true;
        }

        return IsAllowedBy(policy, origin)
            || IsAllowedByApplication(request)
            || SiteOf(request) == "same-origin"
            || IsDevice(request, origin)
            || (Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri) && IsSameHost(uri, request));
    }

    /// <summary>
    /// Whether a request that a script element or a form may have made comes from a page that is allowed to. The same-origin policy does not
    /// apply to these either. A browser that is new enough says what kind of page it was; an old one names it, unless it was asked not to.
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
            // It is the page that decides whether it is named: without a name it gets what anybody may have.
            return (site is null && !HasCredentials(request)) || policy is { AllowAnyOrigin: true };
        }

        return IsSameHost(referer, request) || IsAllowedBy(policy, referer.GetLeftPart(UriPartial.Authority));
    }

    // The client for Arduino says so of itself unless a sketch sets something else. In some browsers a page from the disk does too, but without credentials it can do no more
    // than any program on that machine.
    private static bool IsDevice(HttpRequest request, string origin) =>
        origin == "file://" && SiteOf(request) is null && !HasCredentials(request);

    // A policy for any origin is for requests without credentials, says CORS, and browsers see to it; but not with a WebSocket.
    private static bool IsAllowedByApplication(HttpRequest request) =>
        CorsVerdict.Of(request.HttpContext) is { } verdict && (!verdict.IsForAnyOrigin || !HasCredentials(request));

    // What a browser adds to a request, whatever page makes it.
    private static bool HasCredentials(HttpRequest request) =>
        request.Headers.Cookie.Count > 0 || request.Headers.Authorization.Count > 0 || request.HttpContext.Connection.ClientCertificate is not null;

    private static string? SiteOf(HttpRequest request) => EngineQuery.Last(request.Headers["Sec-Fetch-Site"]);

    private static bool IsAllowedBy(CorsPolicy? policy, string origin) =>
        policy is not null && (policy.AllowAnyOrigin || policy.IsOriginAllowed(origin));

    // The scheme is left out: behind a proxy that ends TLS the server sees http where the browser sees https.
    private static bool IsSameHost(Uri origin, HttpRequest request)
    {
        HostString host = request.Host;
        if (!host.HasValue || !IsSameName(origin.Host, host.Host))
        {
            return false;
        }

        // Without a port in Host, the client used the default one of its own scheme.
        if (host.Port is int port ? port == origin.Port : origin.IsDefaultPort)
        {
            return true;
        }

        // Proxies drop the port (nginx: $host) or add their own to it ($host:$server_port), so one that says nothing is not compared. Cookies do not know ports
        // either: a page on another port of this host gets them anyway. Two ports that both say something are two origins, and what a browser says counts more.
        return SiteOf(request) is null or "none" && (host.Port is null or 80 or 443 || origin.IsDefaultPort);
    }

    // Proxies take a dot at the end away. Addresses of IPv6 can be written in several ways, and Uri has one of its own.
    private static bool IsSameName(string origin, string host) =>
        origin.AsSpan().TrimEnd('.').Equals(host.AsSpan().TrimEnd('.'), StringComparison.OrdinalIgnoreCase)
        || (origin.StartsWith('[') && host.StartsWith('[') && IPAddress.TryParse(origin, out IPAddress? first) && IPAddress.TryParse(host, out IPAddress? second) && first.Equals(second));
}
