using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;

namespace Sockeye.Engine.Http;

/// <summary>
/// What the application's CORS middleware has said of a request, kept for the endpoint. The middleware itself keeps it to the moment when the response starts, which is too
/// late for a WebSocket; and only it knows which of the application's policies counts: of the endpoint, of the middleware, by name or the default one.
/// </summary>
internal sealed class CorsVerdict(ICorsService inner) : ICorsService
{
    private static readonly Allowance Allowed = new();

    /// <summary>Whether the middleware allowed the origin of the request.</summary>
    public static bool IsAllowed(HttpContext context) => context.Features.Get<Allowance>() is not null;

    public CorsResult EvaluatePolicy(HttpContext context, CorsPolicy policy)
    {
        CorsResult result = inner.EvaluatePolicy(context, policy);
        context.Features.Set(result.IsOriginAllowed ? Allowed : null);
        return result;
    }

    public void ApplyResult(CorsResult result, HttpResponse response) => inner.ApplyResult(result, response);

    private sealed class Allowance;
}
