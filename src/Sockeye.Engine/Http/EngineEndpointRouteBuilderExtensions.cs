using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sockeye.Engine;
using Sockeye.Engine.Sessions;
using Sockeye.Hosting;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps Engine.IO endpoints without Socket.IO.</summary>
public static class EngineEndpointRouteBuilderExtensions
{
    /// <summary>Serves Engine.IO at a path and below it.</summary>
    /// <param name="endpoints">The application, or a group of its routes.</param>
    /// <param name="path">The path, such as <c>/engine.io</c>.</param>
    /// <param name="options">The options of the server.</param>
    /// <param name="onSession">Called for each new session. It returns the handler of the session.</param>
    /// <returns>
    /// The server. Conventions that you add to it, for example with <c>RequireHost</c>, apply to this endpoint. When the application stops,
    /// it closes the server and waits until the clients have gone, at most for the shutdown time-out of the host.
    /// </returns>
    /// <exception cref="InvalidOperationException">The application did not call <c>AddEngineIO</c>.</exception>
    public static EngineServer MapEngineIO(
        this IEndpointRouteBuilder endpoints, string path, EngineOptions options, Func<EngineSession, IEngineSessionHandler> onSession)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(options);
        IServiceProvider services = endpoints.ServiceProvider;
        GracefulShutdown shutdown = services.GetService<GracefulShutdown>()
            ?? throw new InvalidOperationException("MapEngineIO needs services that are not registered. Call builder.Services.AddEngineIO() before builder.Build().");
        options.WarnOfMistakes ??= services.GetService<IHostEnvironment>()?.IsDevelopment();
        var server = new EngineServer(
            options,
            onSession,
            services.GetService<TimeProvider>() ?? TimeProvider.System,
            services.GetRequiredService<ILoggerFactory>(),
            services.GetService<IMeterFactory>());
        string root = path.TrimEnd('/');
        RequestDelegate serve = server.HandleRequestAsync;
        server.Endpoint.Set(endpoints.Map(RoutePatternFactory.Parse(root + "/{**rest}"), serve).WithDisplayName("Engine.IO " + root).WithEngineConventions());

        shutdown.Add(server, server.CloseAsync);
        return server;
    }

    /// <summary>Serves Engine.IO at a path and below it.</summary>
    /// <param name="endpoints">The application, or a group of its routes.</param>
    /// <param name="path">The path, such as <c>/engine.io</c>.</param>
    /// <param name="configure">Sets the options of the server.</param>
    /// <param name="onSession">Called for each new session. It returns the handler of the session.</param>
    /// <returns>
    /// The server. Conventions that you add to it, for example with <c>RequireHost</c>, apply to this endpoint. When the application stops,
    /// it closes the server and waits until the clients have gone, at most for the shutdown time-out of the host.
    /// </returns>
    /// <exception cref="InvalidOperationException">The application did not call <c>AddEngineIO</c>.</exception>
    public static EngineServer MapEngineIO(
        this IEndpointRouteBuilder endpoints, string path, Action<EngineOptions> configure, Func<EngineSession, IEngineSessionHandler> onSession)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var options = new EngineOptions();
        configure(options);
        return endpoints.MapEngineIO(path, options, onSession);
    }
}
