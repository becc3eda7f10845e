using Microsoft.AspNetCore.OutputCaching;

namespace Microsoft.AspNetCore.Builder;

/// <summary>What the endpoint of an Engine.IO server tells the middlewares of the application.</summary>
public static class EngineEndpointConventionBuilderExtensions
{
    private static readonly OutputCacheAttribute NoOutputCache = new() { NoStore = true };

    /// <summary>
    /// Keeps output caching away from an endpoint that calls <see cref="Sockeye.Engine.EngineServer.HandleRequestAsync"/>, whatever policies the application has for all endpoints or
    /// for a group of them. A cached handshake would give two clients one session. <c>MapEngineIO</c> and <c>MapSocketIO</c> call it; call it yourself if you map the endpoint yourself.
    /// </summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <returns>The endpoint.</returns>
    public static T WithEngineConventions<T>(this T endpoint)
        where T : IEndpointConventionBuilder
    {
        // The last one counts.
        endpoint.Finally(static builder => builder.Metadata.Add(NoOutputCache));
        return endpoint;
    }
}
