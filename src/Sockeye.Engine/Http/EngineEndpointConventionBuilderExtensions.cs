using Microsoft.AspNetCore.OutputCaching;
using Sockeye.Engine.Http;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Conventions of Engine.IO endpoints for middlewares of the application.</summary>
public static class EngineEndpointConventionBuilderExtensions
{
    private static readonly OutputCacheAttribute NoOutputCache = new() { NoStore = true };

    /// <summary>
    /// Turns output caching off for an endpoint that calls <see cref="Sockeye.Engine.EngineServer.HandleRequestAsync"/>, even if the
    /// application has output cache policies for all endpoints or for a group. A cached handshake would give two clients the same session.
    /// It also marks the endpoint, so that the log can name its path if a client asks for another one, and the cookie scheme answers 401
    /// instead of sending clients to a login page.
    /// <c>MapEngineIO</c> and <c>MapSocketIO</c> call this; call it yourself if you map the endpoint yourself.
    /// </summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <returns>The endpoint.</returns>
    public static T WithEngineConventions<T>(this T endpoint)
        where T : IEndpointConventionBuilder
    {
        // The last metadata of a kind counts.
        endpoint.Finally(static builder =>
        {
            builder.Metadata.Add(NoOutputCache);
            builder.Metadata.Add(EngineEndpoint.Instance);
        });
        return endpoint;
    }
}
