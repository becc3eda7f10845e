using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Sockeye;
using Sockeye.Hosting;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps Socket.IO servers to paths of an application.</summary>
public static class SocketIOEndpointRouteBuilderExtensions
{
    /// <summary>The path that clients use by default.</summary>
    public const string DefaultPath = "/socket.io";

    /// <summary>Serves a Socket.IO server at a path and below it.</summary>
    /// <param name="endpoints">The application, or a group of its routes.</param>
    /// <param name="path">The path, as in the <c>path</c> option of clients, with or without a trailing slash.</param>
    /// <param name="name">The name that the server was added under, if it has one.</param>
    /// <returns>
    /// The server. Conventions that you add to it apply to this endpoint. For example,
    /// <c>app.MapSocketIO().RequireHost("*.example.com").Of("/chat")</c> filters hosts and continues with the server. Conventions apply to
    /// each HTTP request: every poll, and the handshake of every WebSocket.
    /// </returns>
    /// <exception cref="InvalidOperationException">The server was not added with <c>AddSocketIO</c>.</exception>
    public static SocketIOServer MapSocketIO(this IEndpointRouteBuilder endpoints, string path = DefaultPath, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(path);
        var server = (name is null ? endpoints.ServiceProvider.GetService<SocketIOServer>() : endpoints.ServiceProvider.GetKeyedService<SocketIOServer>(name))
            ?? throw new InvalidOperationException(
                $"There is no such Socket.IO server: call builder.Services.AddSocketIO({(name is null ? string.Empty : $"\"{name}\"")}) before building the application.");
        endpoints.ServiceProvider.GetRequiredService<GracefulShutdown>().Add(server, server.CloseAsync);
        var bundle = server.Options.ServeClient ? new ClientBundle() : null;

        // The Node server looks at the beginning of the path only, so everything below it is served.
        var route = endpoints.Map(path.TrimEnd('/') + "/{**rest}", Serve).WithDisplayName($"Socket.IO {path}").WithEngineConventions();
        route.Finally(endpoint => server.Tokens.AdviseOn(endpoint));
        server.Endpoint.Set(route);
        return server;

        Task Serve(HttpContext context) =>
            bundle is not null && context.Request.RouteValues["rest"] is string file && bundle.TryFind(file, out var script)
                ? script.ServeAsync(context, server.Engine)
                : server.Engine.HandleRequestAsync(context);
    }
}
