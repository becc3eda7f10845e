using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OutputCaching;

namespace Sockeye.Engine.Http;

/// <summary>What every endpoint of a server tells the application's middlewares.</summary>
internal static class EngineConventions
{
    private static readonly OutputCacheAttribute NoOutputCache = new() { NoStore = true };

    /// <summary>
    /// Keeps output caching away, whatever policies the application has for all endpoints or a group of them: it would not only give an answer to a second request, it also
    /// lets requests for the same path wait for each other.
    /// </summary>
    public static T WithEngineConventions<T>(this T endpoint)
        where T : IEndpointConventionBuilder
    {
        // The last one counts.
        endpoint.Finally(static builder => builder.Metadata.Add(NoOutputCache));
        return endpoint;
    }
}
