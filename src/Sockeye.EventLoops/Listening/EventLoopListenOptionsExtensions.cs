using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Sockeye.EventLoops.Listening;

namespace Microsoft.AspNetCore.Hosting;

/// <summary>Lets connections of an endpoint leave Kestrel.</summary>
public static class EventLoopListenOptionsExtensions
{
    /// <summary>
    /// Lets the upgraded connections of an endpoint leave Kestrel, if there is nothing but HTTP on them. Only an application with a <c>ConfigureEndpointDefaults</c> of its own has to call it, and there
    /// before all other connection middleware: otherwise <see cref="EventLoopWebHostBuilderExtensions.UseEventLoops(IWebHostBuilder)"/> does it for all endpoints. After other connection middleware it does nothing.
    /// </summary>
    /// <param name="listen">The endpoint.</param>
    /// <returns>The same.</returns>
    /// <exception cref="InvalidOperationException"><c>builder.WebHost.UseEventLoops()</c> was not called.</exception>
    public static ListenOptions UseEventLoops(this ListenOptions listen)
    {
        ArgumentNullException.ThrowIfNull(listen);
        if (listen.ApplicationServices.GetService<EventLoopDefaults>() is null)
        {
            throw new InvalidOperationException("Call builder.WebHost.UseEventLoops() too: it is what makes event loops serve an endpoint.");
        }

        PutFirst(listen);
        return listen;
    }

    internal static void PutFirst(ListenOptions listen)
    {
        // Without middleware it is Kestrel's own end of the line, and the middleware that is added next is the outermost one.
        if (listen.Build().Method.DeclaringType?.Assembly == typeof(ListenOptions).Assembly)
        {
            listen.Use(static next => new EventLoopMiddleware(next).OnConnectionAsync);
        }
    }
}
