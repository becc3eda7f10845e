using System.Net;

namespace Sockeye.Client.Transports;

/// <summary>Where an answer sends the client. .NET's own way would take the cookies of one server along to another, and not look at those that come with the redirect.</summary>
internal static class Redirect
{
    /// <summary>How often one request is redirected.</summary>
    public const int MaxCount = 5;

    // What is for the server that was asked, and for nobody else.
    private static readonly string[] Secrets = ["Authorization", "Proxy-Authorization", "Host"];

    /// <summary>The request to send in place of one that was redirected, without cookies.</summary>
    /// <returns><see langword="null"/> if the answer is no redirect, or one that is not followed: to something else than HTTP, or from TLS to a connection without it.</returns>
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
            // As browsers do it, for POST too.
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

    /// <summary>Whether two addresses are of one server, which may have gone over to TLS.</summary>
    public static bool IsSameServer(Uri one, Uri other) => one.IdnHost == other.IdnHost && (one.Port == other.Port || (one.IsDefaultPort && other.IsDefaultPort));

    private static bool IsSecure(Uri uri) => uri.Scheme is "https" or "wss";
}
