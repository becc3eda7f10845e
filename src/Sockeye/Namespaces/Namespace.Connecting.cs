using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Authorization;
using Sockeye.Contexts;
using Sockeye.Handlers;
using Sockeye.Namespaces;

namespace Sockeye;

/// <content>What clients pass when they join, and what is called when they have joined.</content>
public sealed partial class Namespace
{
    /// <summary>
    /// Adds a handler that is called for each socket that connects to the namespace. Add the socket's listeners before the first
    /// <c>await</c>, because events follow at once.
    /// </summary>
    public Namespace OnConnection(Action<Socket> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return OnConnection(socket =>
        {
            handler(socket);
            return Task.CompletedTask;
        });
    }

    /// <inheritdoc cref="OnConnection(Action{Socket})"/>
    public Namespace OnConnection(Func<Socket, Task> handler)
    {
        _connectionHandlers.Add(handler);
        return this;
    }

    /// <inheritdoc cref="OnConnection(Action{Socket})"/>
    [OverloadResolutionPriority(1)]
    public Namespace OnConnection(Func<Socket, ValueTask> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return OnConnection(socket => handler(socket).AsTask());
    }

    /// <summary>
    /// Adds a middleware. It runs for each client that wants to join, before the socket is in any room. Middlewares run in the order in
    /// which you add them. To refuse the client, throw a <see cref="ConnectRefusedException"/>.
    /// </summary>
    public Namespace Use(Action<Socket> middleware)
    {
        ArgumentNullException.ThrowIfNull(middleware);
        return Use(socket =>
        {
            middleware(socket);
            return Task.CompletedTask;
        });
    }

    /// <inheritdoc cref="Use(Action{Socket})"/>
    public Namespace Use(Func<Socket, Task> middleware)
    {
        _middlewares.Add(middleware);
        return this;
    }

    /// <inheritdoc cref="Use(Action{Socket})"/>
    [OverloadResolutionPriority(1)]
    public Namespace Use(Func<Socket, ValueTask> middleware)
    {
        ArgumentNullException.ThrowIfNull(middleware);
        return Use(socket => middleware(socket).AsTask());
    }

    /// <summary>
    /// Sets the authentication scheme that reads the tokens that clients send to this namespace
    /// (<c>io("/admin", { auth: { token } })</c>), instead of that of <see cref="SocketIOOptions.TokenAuthentication"/>.
    /// </summary>
    /// <remarks>Tokens are read before the first middleware runs, also if a session is recovered.</remarks>
    /// <param name="scheme">
    /// The name of the scheme, such as <c>JwtBearerDefaults.AuthenticationScheme</c>; <see langword="null"/> if tokens are not read.
    /// See <see cref="TokenAuthenticationOptions"/>.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="scheme"/> is empty.</exception>
    public Namespace AuthenticateToken(string? scheme)
    {
        TokenAuthenticationOptions.ValidateScheme(scheme);
        TokenScheme = scheme;
        return this;
    }

    /// <summary>
    /// Requires the default authorization policy for clients that want to join. The default policy asks for an authenticated user.
    /// </summary>
    /// <remarks>
    /// The check is one of the middlewares and runs in their order, so an earlier middleware may set <see cref="Socket.User"/>. The
    /// resource of the policy is the <see cref="Socket"/>. The check also runs for a recovered session, even if that skips the middlewares
    /// (<see cref="RecoveryOptions.SkipMiddlewares"/>).
    /// </remarks>
    public Namespace RequireAuthorization() => UsePolicy(PolicyMiddleware.Default(Server));

    /// <summary>Requires a named authorization policy for clients that want to join.</summary>
    /// <inheritdoc cref="RequireAuthorization()"/>
    public Namespace RequireAuthorization(string policyName) => UsePolicy(PolicyMiddleware.Named(Server, policyName));

    /// <summary>Requires an authorization policy for clients that want to join.</summary>
    /// <inheritdoc cref="RequireAuthorization()"/>
    public Namespace RequireAuthorization(AuthorizationPolicy policy) => UsePolicy(PolicyMiddleware.Of(Server, policy));

    /// <summary>Handles the events of future sockets with the methods of a class.</summary>
    internal void Map(HandlerClass handlers)
    {
        handlers.AddTo(_handlers);
        OnConnection(handlers.ConnectedAsync);
        if (handlers.Authorization.Count > 0)
        {
            UsePolicy(PolicyMiddleware.Of(Server, handlers.Authorization));
        }
    }

    private Namespace UsePolicy(Func<Socket, Task> policy)
    {
        _middlewares.AddPolicy(policy);
        return this;
    }

    internal void Inherit(ParentNamespace parent)
    {
        _middlewares.AddRange(parent.Middlewares);
        TokenScheme = parent.TokenScheme;
        _eventPolicies = parent.EventPolicies?.Copy();
        _handlers.Add(parent.Handlers);
        foreach (var handler in parent.ConnectionHandlers)
        {
            _connectionHandlers.Add(handler);
        }
    }

    internal Task<bool> RunMiddlewaresAsync(Socket socket, bool onlyPolicies) => _middlewares.RunAsync(socket, onlyPolicies);

    internal bool HasMiddlewares => _middlewares.Any;

    /// <summary>The authentication scheme that reads the tokens of clients, if any.</summary>
    internal string? TokenScheme { get; private set; }

    /// <summary>Calls the connection handlers for a connected socket.</summary>
    /// <returns>A task for the handlers that still run.</returns>
    internal Task? StartConnectionHandlers(Socket socket)
    {
        socket.AddListeners(_handlers);
        Task? running = null;
        foreach (var handler in _connectionHandlers.Items)
        {
            var task = Guarded(handler, socket);
            if (!task.IsCompleted)
            {
                running = running is null ? task : Task.WhenAll(running, task);
            }
        }

        return running;
    }

    private static async Task Guarded(Func<Socket, Task> handler, Socket socket)
    {
        try
        {
            await Start();
        }
        catch (Exception exception)
        {
            socket.Lifetime.HandlerFailed("connection", exception);
        }

        Task Start()
        {
            using var clean = CleanContext.Enter();
            return handler(socket);
        }
    }
}
