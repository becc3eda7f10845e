using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;

namespace Sockeye.Engine.Http;

/// <summary>
/// The CORS service of the application, which also stores its verdicts for the endpoint. The middleware itself applies them when the
/// response starts, which is too late for a WebSocket. And only the middleware knows which of the application's policies counts: that of
/// the endpoint, a named one, or the default.
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
