using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sockeye.Testing;

/// <summary>
/// A Socket.IO server for unit tests, in memory. It has no web server, port or thread, and is created in a fraction of a millisecond.
/// Everything else is the same as in production: namespaces, rooms, middlewares, listeners, acknowledgements and time-outs. It records what
/// is emitted, and to whom.
/// </summary>
/// <remarks>
/// <para>A connection runs one handler at a time (<see cref="SocketIOOptions.MaxConcurrentHandlers"/> is 1), so that
/// <see cref="FakeSocket.DeliverAsync(string, object?[])"/> can wait until the handlers have ended. If one of your handlers waits for
/// another event of the same client, set a higher number.</para>
/// <para>Scopes of services are validated, as in development: if a handler takes a scoped service from <see cref="Services"/>, it gets an
/// <see cref="InvalidOperationException"/>. The request of each client has a scope of its own.</para>
/// <para>With connection state recovery, events to rooms are recorded for the sockets that receive them
/// (<see cref="FakeSocket.Received"/>), and not in <see cref="Emits"/>.</para>
/// </remarks>
/// <example>
/// <code>
/// await using var server = new FakeServer(services => services.AddSingleton&lt;IMessageStore>(store));
/// server.IO.MapHandlers&lt;ChatHandlers>();
/// await using var ann = await server.ConnectAsync(configure: client => client.SignIn("ann"));
/// await using var bob = await server.ConnectAsync();
///
/// await ann.DeliverAsync("join", "tea");
///
/// Assert.Equal(["tea"], ann.Joined);
/// Assert.Contains(server.Emits, emit => emit.Name == "user joined" &amp;&amp; emit.Rooms is ["tea"]);
/// </code>
/// </example>
public sealed class FakeServer : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly EmitLog _log = new();
    private readonly ErrorLog _errors = new();

    /// <summary>Creates a server.</summary>
    /// <param name="configure">
    /// Adds the services that handlers use. To set options, call <c>services.Configure&lt;SocketIOOptions>(…)</c>. To set the clock of both
    /// sides, call <c>services.AddSingleton&lt;TimeProvider>(…)</c>.
    /// </param>
    public FakeServer(Action<IServiceCollection>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddSocketIO(static options => options.MaxConcurrentHandlers = 1).UseAdapter((_, ns) => new RecordingAdapter(ns, _log));
        services.AddSingleton<ILoggerProvider>(_errors);
        configure?.Invoke(services);
        // As a web application does in development: a scoped service that is taken from the root would live as long as the server, and that is an error of what takes it.
        _services = services.BuildServiceProvider(validateScopes: true);
        IO = _services.GetRequiredService<SocketIOServer>();
        _log.Watch(IO.MainNamespace);
        IO.OnNamespaceCreated(_log.Watch);
        FakeConnection.AddSettling(IO);
    }

    /// <summary>The server. Add handlers and middlewares as in an application.</summary>
    public SocketIOServer IO { get; }

    /// <summary>The services.</summary>
    public IServiceProvider Services => _services;

    /// <summary>All events that were emitted to clients, in order: to one socket, to rooms, and to everyone.</summary>
    public IReadOnlyList<FakeEmit> Emits => _log.Emits;

    /// <summary>The errors that were logged, with their exceptions if they have one. Failures of handlers are among them.</summary>
    public IReadOnlyList<FakeError> Errors => _errors.Errors;

    /// <summary>Connects a client. The server lets it in or refuses it like any other client.</summary>
    /// <param name="ns">The name of the namespace.</param>
    /// <param name="configure">Sets the user, credentials, query, headers and address of the client.</param>
    /// <returns>The socket, after it has connected and its connection handlers have ended.</returns>
    /// <exception cref="Client.ConnectException">A middleware or the server refused the client.</exception>
    /// <exception cref="InvalidOperationException">A connection handler has disconnected the socket.</exception>
    public Task<FakeSocket> ConnectAsync(string ns = "/", Action<FakeClient>? configure = null) => ConnectAsync(ns, configure, owner: null);

    /// <summary>Forgets everything that was emitted, joined, left and logged so far.</summary>
    public void Clear()
    {
        _log.Clear();
        _errors.Clear();
    }

    /// <summary>Closes the server, and waits for its disconnect handlers.</summary>
    public async ValueTask DisposeAsync()
    {
        await IO.DisposeAsync().ConfigureAwait(false);
        await _services.DisposeAsync().ConfigureAwait(false);
    }

    internal async Task<FakeSocket> ConnectAsync(string ns, Action<FakeClient>? configure, FakeServer? owner)
    {
        ArgumentNullException.ThrowIfNull(ns);
        var client = new FakeClient();
        configure?.Invoke(client);
        var connection = new FakeConnection(IO, client);
        try
        {
            var id = await connection.ConnectAsync(ns, client.Auth).ConfigureAwait(false);
            return new FakeSocket(connection, _log.SocketOf(id), _log, owner);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
