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

    public static bool IsAllowed(HttpRequest request, CorsPolicy? policy)
    {
        string? origin = EngineQuery.Last(request.Headers.Origin);
        if (string.IsNullOrEmpty(origin))
        {
            // Not a browser.
            return true;
        }

        return IsAllowedBy(policy, origin) || (Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri) && IsSameHost(uri, request.Host));
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

        string? site = EngineQuery.Last(request.Headers["Sec-Fetch-Site"]);
        if (site is "same-origin" or "none")
        {
            return true;
        }

        if (!Uri.TryCreate(EngineQuery.Last(request.Headers.Referer), UriKind.Absolute, out Uri? referer))
        {
            return site is null || policy is { AllowAnyOrigin: true };
        }

        return IsSameHost(referer, request.Host) || IsAllowedBy(policy, referer.GetLeftPart(UriPartial.Authority));
    }

    private static bool IsAllowedBy(CorsPolicy? policy, string origin) =>
        policy is not null && (policy.AllowAnyOrigin || policy.IsOriginAllowed(origin));

    // The scheme is left out: behind a proxy that ends TLS the server sees http where the browser sees https. Without a port
    // in Host, the client used the default one of its own scheme.
    private static bool IsSameHost(Uri origin, HostString host)
    {
        if (!host.HasValue || !string.Equals(origin.Host, host.Host, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        return host.Port is int port ? port == origin.Port : origin.IsDefaultPort;
    }
}
