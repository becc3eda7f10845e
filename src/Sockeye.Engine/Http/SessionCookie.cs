using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Sockeye.Engine.Http;

/// <summary>The cookie with the session id, for sticky sessions, in the same format as in Node.</summary>
internal static class SessionCookie
{
    private const string DefaultName = "io";

    public static void Append(HttpContext context, CookieBuilder builder, string sid)
    {
        CookieOptions options = builder.Build(context);
        var cookie = new StringBuilder(builder.Name ?? DefaultName).Append('=').Append(Uri.EscapeDataString(sid));
        if (options.MaxAge is TimeSpan maxAge)
        {
            cookie.Append(CultureInfo.InvariantCulture, $"; Max-Age={(long)maxAge.TotalSeconds}");
        }

        if (!string.IsNullOrEmpty(options.Domain))
        {
            cookie.Append("; Domain=").Append(options.Domain);
        }

        cookie.Append("; Path=").Append(string.IsNullOrEmpty(builder.Path) ? "/" : builder.Path);
        if (options.Expires is DateTimeOffset expires)
        {
            cookie.Append(CultureInfo.InvariantCulture, $"; Expires={expires:R}");
        }

        // Always: no script needs to read it, and a builder cannot distinguish "off" from "not set".
        cookie.Append("; HttpOnly");
        if (options.Secure)
        {
            cookie.Append("; Secure");
        }

        cookie.Append("; SameSite=").Append(options.SameSite == SameSiteMode.Unspecified ? SameSiteMode.Lax : options.SameSite);
        context.Response.Headers.Append("Set-Cookie", cookie.ToString());
    }
}
