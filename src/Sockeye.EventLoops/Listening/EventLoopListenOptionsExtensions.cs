using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Sockeye.EventLoops.Listening;

namespace Microsoft.AspNetCore.Hosting;

/// <summary>Lets the connections of an endpoint leave Kestrel.</summary>
public static class EventLoopListenOptionsExtensions
{
    /// <summary>
    /// Lets the upgraded connections of an endpoint leave Kestrel, if there is only HTTP on them.
    /// <see cref="EventLoopWebHostBuilderExtensions.UseEventLoops(IWebHostBuilder)"/> already does this for all endpoints. Call it only if
    /// the application has its own <c>ConfigureEndpointDefaults</c>, in it and before all other connection middleware. After other
    /// connection middleware it has no effect.
    /// </summary>
    /// <param name="listen">The endpoint.</param>
    /// <returns>The same endpoint.</returns>
    /// <exception cref="InvalidOperationException"><c>builder.WebHost.UseEventLoops()</c> was not called.</exception>
    public static ListenOptions UseEventLoops(this ListenOptions listen)
    {
        ArgumentNullException.ThrowIfNull(listen);
        if (listen.ApplicationServices.GetService<EventLoopDefaults>() is null)
        {
            throw new InvalidOperationException("Call builder.WebHost.UseEventLoops() too. Without it, event loops do not handle any endpoint.");
        }

        PutFirst(listen);
        return listen;
    }

    internal static void PutFirst(ListenOptions listen)
    {
        // Without middleware this is Kestrel's own end of the pipeline, and the middleware that is added next is the outermost one.
        if (listen.Build().Method.DeclaringType?.Assembly == typeof(ListenOptions).Assembly)
        {
            listen.Use(static next => new EventLoopMiddleware(next).OnConnectionAsync);
        }
    }
}
