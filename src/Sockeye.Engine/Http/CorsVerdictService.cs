using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;

namespace Sockeye.Engine.Http;

/// <summary>
/// The application's CORS service, whose verdicts are kept for the endpoint. The middleware itself keeps them to the moment when the response starts, which is too late for a
/// WebSocket; and only it knows which of the application's policies counts: of the endpoint, of the middleware, by name or the default one.
/// </summary>
internal sealed class CorsVerdictService(ICorsService inner) : ICorsService
{
    public CorsResult EvaluatePolicy(HttpContext context, CorsPolicy policy)
    {
        CorsResult result = inner.EvaluatePolicy(context, policy);
        CorsVerdict.Keep(context, policy, result);
        return result;
    }

    public void ApplyResult(CorsResult result, HttpResponse response) => inner.ApplyResult(result, response);
}
