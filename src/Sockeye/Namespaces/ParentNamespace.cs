using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Authorization;
using Sockeye.Broadcasting;
using Sockeye.Contexts;
using Sockeye.Handlers;
using Sockeye.Namespaces;
using Sockeye.Sockets.Listeners;

namespace Sockeye;

/// <summary>
/// A pattern for namespace names. The first client that asks for a matching name creates the namespace. It inherits the middlewares and
/// handlers that the pattern has at that moment.
/// </summary>
/// <remarks>
/// When you use the pattern as an <see cref="Emitter"/>, you send to all its namespaces that exist on this server, and in each of them to
/// the sockets of all servers of the cluster. As in Node, a namespace that exists only on other servers, because none of its clients is
/// here, is left out. Acknowledgements are combined into one result.
/// </remarks>
public sealed partial class ParentNamespace : Emitter
{
    private readonly Func<string, HandshakeAuth, ValueTask<bool>> _matches;
    private readonly Middlewares _middlewares;
    private readonly DelegateList<Func<Socket, Task>> _connectionHandlers = new();
    private readonly SocketIOServer _server;
    private readonly PatternBroadcast _broadcast;

    internal ParentNamespace(SocketIOServer server, Func<string, HandshakeAuth, ValueTask<bool>> matches, Func<string, bool>? pattern)
    {
        _server = server;
        _middlewares = new Middlewares(server);
        TokenScheme = server.Options.TokenAuthentication.Scheme;
        _broadcast = new PatternBroadcast(this);
        _matches = matches;
        Pattern = pattern;
    }

    /// <summary>The listeners of the handler classes that are mapped to the pattern.</summary>
    internal ListenerTable Handlers { get; } = new();

    /// <summary>The namespaces of this pattern that exist on this server.</summary>
    public IReadOnlyList<Namespace> Children => [.. _server.Namespaces.Where(ns => ns.Parent == this)];

    internal SocketIOServer Server => _server;

    private protected override BroadcastOperator Target => new(_broadcast, BroadcastOptions.Everyone);

    internal Middlewares Middlewares => _middlewares;

    /// <summary>What reads the tokens of clients, if anything.</summary>
    internal string? TokenScheme { get; private set; }

    internal IReadOnlyList<Func<Socket, Task>> ConnectionHandlers => _connectionHandlers.Items;

    /// <summary>The test of a name alone. <see langword="null"/> for a predicate, which needs the credentials of a client.</summary>
    internal Func<string, bool>? Pattern { get; }

    /// <inheritdoc cref="Namespace.OnConnection(Action{Socket})"/>
    public ParentNamespace OnConnection(Action<Socket> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return OnConnection(socket =>
        {
            handler(socket);
            return Task.CompletedTask;
        });
    }

    /// <inheritdoc cref="Namespace.OnConnection(Action{Socket})"/>
    public ParentNamespace OnConnection(Func<Socket, Task> handler)
    {
        _connectionHandlers.Add(handler);
        return this;
    }

    /// <inheritdoc cref="Namespace.OnConnection(Action{Socket})"/>
    [OverloadResolutionPriority(1)]
    public ParentNamespace OnConnection(Func<Socket, ValueTask> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return OnConnection(socket => handler(socket).AsTask());
    }

    /// <inheritdoc cref="Namespace.Use(Action{Socket})"/>
    public ParentNamespace Use(Action<Socket> middleware)
    {
        ArgumentNullException.ThrowIfNull(middleware);
        return Use(socket =>
        {
            middleware(socket);
            return Task.CompletedTask;
        });
    }

    /// <inheritdoc cref="Namespace.Use(Action{Socket})"/>
    public ParentNamespace Use(Func<Socket, Task> middleware)
    {
        _middlewares.Add(middleware);
        return this;
    }

    /// <inheritdoc cref="Namespace.Use(Action{Socket})"/>
    [OverloadResolutionPriority(1)]
    public ParentNamespace Use(Func<Socket, ValueTask> middleware)
    {
        ArgumentNullException.ThrowIfNull(middleware);
        return Use(socket => middleware(socket).AsTask());
    }

    /// <inheritdoc cref="Namespace.AuthenticateToken(string?)"/>
    public ParentNamespace AuthenticateToken(string? scheme)
    {
        TokenAuthenticationOptions.ValidateScheme(scheme);
        TokenScheme = scheme;
        return this;
    }

    /// <inheritdoc cref="Namespace.RequireAuthorization()"/>
    public ParentNamespace RequireAuthorization() => UsePolicy(PolicyMiddleware.Default(_server));

    /// <inheritdoc cref="Namespace.RequireAuthorization(string)"/>
    public ParentNamespace RequireAuthorization(string policyName) => UsePolicy(PolicyMiddleware.Named(_server, policyName));

    /// <inheritdoc cref="Namespace.RequireAuthorization(AuthorizationPolicy)"/>
    public ParentNamespace RequireAuthorization(AuthorizationPolicy policy) => UsePolicy(PolicyMiddleware.Of(_server, policy));

    internal void Map(HandlerClass handlers)
    {
        handlers.AddTo(Handlers);
        OnConnection(handlers.ConnectedAsync);
        if (handlers.Authorization.Count > 0)
        {
            UsePolicy(PolicyMiddleware.Of(_server, handlers.Authorization));
        }
    }

    private ParentNamespace UsePolicy(Func<Socket, Task> policy)
    {
        _middlewares.AddPolicy(policy);
        return this;
    }

    internal ValueTask<bool> MatchesAsync(string name, HandshakeAuth auth)
    {
        using var clean = CleanContext.Enter();
        return _matches(name, auth);
    }
}
