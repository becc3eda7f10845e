using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;

namespace Sockeye.Engine.Http;

/// <summary>That the application's CORS middleware allows the origin of a request.</summary>
internal sealed class CorsVerdict
{
    private static readonly CorsVerdict _anyOrigin = new() { IsForAnyOrigin = true };
    private static readonly CorsVerdict _thisOrigin = new();

    private CorsVerdict()
    {
    }

    /// <summary>Whether the policy is one for any origin, and so for requests without credentials.</summary>
    public bool IsForAnyOrigin { get; private init; }

    /// <summary>What the middleware has said of the request; <see langword="null"/> if the origin is not allowed, or there is no middleware.</summary>
    public static CorsVerdict? Of(HttpContext context) => context.Features.Get<CorsVerdict>();

    /// <summary>Keeps what the middleware says with the request.</summary>
    public static void Keep(HttpContext context, CorsPolicy policy, CorsResult result) =>
        context.Features.Set(!result.IsOriginAllowed ? null : policy.AllowAnyOrigin ? _anyOrigin : _thisOrigin);
}
