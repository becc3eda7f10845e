using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sockeye.Client;

namespace Sockeye.Testing;

/// <summary>Creates clients of an application in the same process, without a port.</summary>
public static class SocketIOTestServerExtensions
{
    /// <summary>
    /// Creates a client of the application. It does not connect yet. Both transports, and the upgrade from one to the other, run in memory
    /// and through all middleware of the application.
    /// </summary>
    /// <param name="factory">The application. It is started if necessary.</param>
    /// <param name="ns">The default namespace of <see cref="SocketIOClient.Of(string?)"/>.</param>
    /// <param name="configure">
    /// Sets the options. Headers, cookies, query, transports and other options work as over a network. Some options are already set: the
    /// object that sends requests, and the clock and the loggers, which come from the services of the application, so that a fake clock
    /// moves both sides.
    /// </param>
    /// <returns>The client. Dispose of it when you no longer need it.</returns>
    /// <exception cref="ArgumentException">An option is not valid.</exception>
    /// <example>
    /// <code>
    /// await using var factory = new WebApplicationFactory&lt;Program&gt;();
    /// await using var io = factory.CreateSocketIOClient("/chat");
    /// var chat = io.Of();
    /// await chat.ConnectAsync();
    /// Assert.Equal("pong", await chat.EmitWithAckAsync&lt;string&gt;("ping"));
    /// </code>
    /// </example>
    public static SocketIOClient CreateSocketIOClient<TEntryPoint>(this WebApplicationFactory<TEntryPoint> factory, string ns = "/", Action<SocketIOClientOptions>? configure = null)
        where TEntryPoint : class
    {
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentNullException.ThrowIfNull(ns);
        return Create(factory.Server, factory.ClientOptions.BaseAddress, ns, configure);
    }

    /// <inheritdoc cref="CreateSocketIOClient{TEntryPoint}"/>
    /// <param name="server">The server of the application, which must be started.</param>
    /// <param name="ns">The default namespace of <see cref="SocketIOClient.Of(string?)"/>.</param>
    /// <param name="configure">
    /// Sets the options. Headers, cookies, query, transports and other options work as over a network. Some options are already set: the
    /// object that sends requests, and the clock and the loggers, which come from the services of the application, so that a fake clock
    /// moves both sides.
    /// </param>
    /// <example>
    /// <code>
    /// builder.WebHost.UseTestServer();
    /// // ...
    /// await using var io = app.GetTestServer().CreateSocketIOClient("/chat");
    /// </code>
    /// </example>
    public static SocketIOClient CreateSocketIOClient(this TestServer server, string ns = "/", Action<SocketIOClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(ns);
        return Create(server, server.BaseAddress, ns, configure);
    }

    private static SocketIOClient Create(TestServer server, Uri address, string ns, Action<SocketIOClientOptions>? configure)
    {
        var url = new UriBuilder(address) { Path = ns }.Uri;
        return new SocketIOClient(url, options =>
        {
            options.TimeProvider = server.Services.GetService<TimeProvider>() ?? options.TimeProvider;
            options.LoggerFactory = server.Services.GetService<ILoggerFactory>() ?? options.LoggerFactory;
            options.HttpMessageInvoker = new HttpMessageInvoker(server.CreateHandler());
            options.ConnectWebSocket = new TestServerWebSockets(server).ConnectAsync;
            configure?.Invoke(options);
        });
    }
}
