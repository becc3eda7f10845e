using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sockeye.Testing;

/// <summary>
/// A Socket.IO server for unit tests, in memory: it has no web server, port or thread, and is made in a fraction of a millisecond. Everything else is what runs in production: namespaces, rooms, middlewares, listeners, acknowledgements,
/// time-outs. It writes down what is emitted, and to whom.
/// </summary>
/// <remarks>
/// <para>A connection runs one handler at a time (<see cref="SocketIOOptions.MaxConcurrentHandlers"/> is 1), so that <see cref="FakeSocket.DeliverAsync(string, object?[])"/> can wait for the end of the handlers. If a handler of
/// yours waits for another event of the same client, set another number.</para>
/// <para>With connection state recovery, what is emitted to rooms is written down for the sockets that receive it (<see cref="FakeSocket.Received"/>), and not in <see cref="Emits"/>.</para>
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

    /// <summary>Makes a server.</summary>
    /// <param name="configure">
    /// Adds the services that handlers use. Options are set by <c>services.Configure&lt;SocketIOOptions>(…)</c>, the clock of both sides by <c>services.AddSingleton&lt;TimeProvider>(…)</c>.
    /// </param>
    public FakeServer(Action<IServiceCollection>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddSocketIO(static options => options.MaxConcurrentHandlers = 1).UseAdapter((_, ns) => new RecordingAdapter(ns, _log));
        services.AddSingleton<ILoggerProvider>(_errors);
        configure?.Invoke(services);
        _services = services.BuildServiceProvider();
        IO = _services.GetRequiredService<SocketIOServer>();
        _log.Watch(IO.MainNamespace);
        IO.OnNamespaceCreated(_log.Watch);
        FakeConnection.AddSettling(IO);
    }

    /// <summary>The server: add handlers and middlewares as in an application.</summary>
    public SocketIOServer IO { get; }

    /// <summary>The services.</summary>
    public IServiceProvider Services => _services;

    /// <summary>Everything that was emitted to clients, in order: to one socket, to rooms, to all.</summary>
    public IReadOnlyList<FakeEmit> Emits => _log.Emits;

    /// <summary>What was logged as an error, with its exception if there is one: handlers that failed are among it.</summary>
    public IReadOnlyList<FakeError> Errors => _errors.Errors;

    /// <summary>Connects a client, which is let in or refused as any other.</summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="configure">Says who it is and what it sends: user, credentials, query, headers, address.</param>
    /// <returns>The socket, when it is connected and its connection handlers have ended.</returns>
    /// <exception cref="Client.ConnectException">A middleware or the server refused it.</exception>
    /// <exception cref="InvalidOperationException">A connection handler has disconnected it.</exception>
    public Task<FakeSocket> ConnectAsync(string ns = "/", Action<FakeClient>? configure = null) => ConnectAsync(ns, configure, owner: null);

    /// <summary>Forgets what was emitted, joined, left and logged so far.</summary>
    public void Clear()
    {
        _log.Clear();
        _errors.Clear();
    }

    /// <summary>Closes the server; its disconnect handlers are waited for.</summary>
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
