using System.Globalization;
using System.Net;

namespace Sockeye.Client.Transports;

/// <summary>
/// Reads <c>Set-Cookie</c> headers. As in socket.io-client, a name has one value, the case of attributes does not matter, and a time that
/// cannot be read counts as past: a header that was meant to delete a cookie must not keep it. <see cref="CookieContainer.SetCookies"/>
/// refuses such a time, and treats a comma as the end of the cookie.
/// </summary>
internal static class SetCookie
{
    public static void Keep(CookieContainer jar, Uri uri, string header)
    {
        var parts = header.Split(';', StringSplitOptions.TrimEntries);
        var (name, value) = SplitAt(parts[0]);
        if (name.Length == 0 || !parts[0].Contains('=', StringComparison.Ordinal))
        {
            return;
        }

        var attributes = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in parts.AsSpan(1))
        {
            var (attribute, setting) = SplitAt(part);
            attributes[attribute] = setting;
        }

        foreach (Cookie old in jar.GetCookies(uri))
        {
            old.Expired |= old.Name == name;
        }

        try
        {
            var cookie = new Cookie(name, value) { Secure = attributes.ContainsKey("secure"), HttpOnly = attributes.ContainsKey("httponly") };
            if (attributes.TryGetValue("path", out var path) && path.StartsWith('/'))
            {
                cookie.Path = path;
            }

            if (attributes.TryGetValue("domain", out var domain) && domain.Length > 0 && domain != uri.Host)
            {
                cookie.Domain = domain;
            }

            if (GetEnd(attributes) is not { } end)
            {
                jar.Add(uri, cookie);
            }
            else if (end > TimeProvider.System.GetUtcNow())
            {
                cookie.Expires = end.UtcDateTime;
                jar.Add(uri, cookie);
            }
        }
        catch (CookieException)
        {
            // The cookie is for another server, or has characters that are not allowed. Browsers do not keep it either.
        }
    }

    // The container uses the system clock, so this does too.
    private static DateTimeOffset? GetEnd(Dictionary<string, string> attributes)
    {
        if (attributes.TryGetValue("max-age", out var maxAge))
        {
            return long.TryParse(maxAge, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds) && seconds > 0
                ? TimeProvider.System.GetUtcNow().AddSeconds(Math.Min(seconds, int.MaxValue))
                : DateTimeOffset.MinValue;
        }

        if (!attributes.TryGetValue("expires", out var expires))
        {
            return null;
        }

        return DateTimeOffset.TryParse(expires, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end) ? end : DateTimeOffset.MinValue;
    }

    private static (string Name, string Value) SplitAt(string pair)
    {
        var at = pair.IndexOf('=', StringComparison.Ordinal);
        return at < 0 ? (pair, "") : (pair[..at].TrimEnd(), pair[(at + 1)..].TrimStart());
    }
}
