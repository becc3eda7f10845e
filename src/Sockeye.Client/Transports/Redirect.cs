using System.Net;

namespace Sockeye.Client.Transports;

/// <summary>
/// Follows redirects. The redirects of .NET would send the cookies of one server to another, and ignore cookies that come with the
/// redirect.
/// </summary>
internal static class Redirect
{
    /// <summary>The maximum number of redirects of one request.</summary>
    public const int MaxCount = 5;

    // These headers are only for the server that was asked.
    private static readonly string[] Secrets = ["Authorization", "Proxy-Authorization", "Host"];

    /// <summary>The request that replaces a redirected one, without cookies.</summary>
    /// <returns>
    /// The request; <see langword="null"/> if the answer is not a redirect, or if it leads to something other than HTTP, or from TLS to a
    /// connection without it.
    /// </returns>
    public static HttpRequestMessage? Follow(HttpRequestMessage request, HttpResponseMessage answer)
    {
        if (answer.StatusCode is not (HttpStatusCode.Moved or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
            || answer.Headers.Location is not { } location)
        {
            return null;
        }

        var from = request.RequestUri!;
        var to = location.IsAbsoluteUri ? location : new Uri(from, location);
        if (to.Scheme is not ("http" or "https" or "ws" or "wss") || (IsSecure(from) && !IsSecure(to)))
        {
            return null;
        }

        var next = new HttpRequestMessage(request.Method, to) { Version = request.Version, VersionPolicy = request.VersionPolicy };
        if (answer.StatusCode is HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
        {
            next.Content = request.Content;
        }
        else
        {
            // As browsers do, for POST too.
            next.Method = HttpMethod.Get;
        }

        foreach (var (name, values) in request.Headers.NonValidated)
        {
            next.Headers.TryAddWithoutValidation(name, values);
        }

        next.Headers.Remove("Cookie");
        foreach (var name in IsSameServer(from, to) ? [] : Secrets)
        {
            next.Headers.Remove(name);
        }

        return next;
    }

    /// <summary>Whether two addresses are of one server, which may have moved to TLS.</summary>
    public static bool IsSameServer(Uri one, Uri other) => one.IdnHost == other.IdnHost && (one.Port == other.Port || (one.IsDefaultPort && other.IsDefaultPort));

    private static bool IsSecure(Uri uri) => uri.Scheme is "https" or "wss";
}
