using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;

namespace Sockeye.Engine.Http;

/// <summary>The fact that the CORS middleware of the application allows the origin of a request.</summary>
internal sealed class CorsVerdict
{
    private static readonly CorsVerdict _anyOrigin = new() { IsForAnyOrigin = true };
    private static readonly CorsVerdict _thisOrigin = new();

    private CorsVerdict()
    {
    }

    /// <summary>Whether the policy allows any origin, and so only requests without credentials.</summary>
    public bool IsForAnyOrigin { get; private init; }

    /// <summary>
    /// Gets the verdict for the request; <see langword="null"/> if the origin is not allowed, or if there is no middleware.
    /// </summary>
    public static CorsVerdict? Of(HttpContext context) => context.Features.Get<CorsVerdict>();

    /// <summary>Stores the verdict of the middleware with the request.</summary>
    public static void Keep(HttpContext context, CorsPolicy policy, CorsResult result) =>
        context.Features.Set(!result.IsOriginAllowed ? null : policy.AllowAnyOrigin ? _anyOrigin : _thisOrigin);
}
