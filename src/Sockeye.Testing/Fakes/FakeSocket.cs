using Sockeye.Client;

namespace Sockeye.Testing;

/// <summary>
/// A socket for unit tests of code that takes a <see cref="Sockeye.Socket"/>: handler classes, functions, middlewares. The socket is a real
/// one, on a <see cref="FakeServer"/>. With this class you act as its client, and look at what was done to it.
/// </summary>
/// <example>
/// <code>
/// await using var fake = await FakeSocket.ConnectAsync();
/// var handlers = new ChatHandlers(fake.Socket, store);
///
/// await handlers.JoinAsync("tea");
///
/// Assert.Equal(["tea"], fake.Joined);
/// Assert.Equal("welcome", fake.Received[^1].Name);
/// </code>
/// </example>
public sealed class FakeSocket : IAsyncDisposable
{
    private readonly FakeConnection _connection;
    private readonly WatchedSocket _watched;
    private readonly EmitLog _log;
    private readonly FakeServer? _owned;

    internal FakeSocket(FakeConnection connection, WatchedSocket watched, EmitLog log, FakeServer? owned)
    {
        _connection = connection;
        _watched = watched;
        _log = log;
        _owned = owned;
    }

    /// <summary>The socket, as handlers get it.</summary>
    public Socket Socket => _watched.Socket;

    /// <summary>The client's side of the socket. Add listeners here to answer what the server sends with <c>EmitWithAckAsync</c>.</summary>
    public ClientSocket Client => _connection.Client;

    /// <summary>The events that were sent to this client, in order, from every source.</summary>
    public IReadOnlyList<FakeEmit> Received => _watched.Received;

    /// <summary>
    /// The events that were emitted in the namespace, in order: to this socket alone, to rooms, and to everyone, but not to another socket
    /// alone.
    /// </summary>
    public IReadOnlyList<FakeEmit> Emits => [.. _log.Emits.Where(emit => emit.Namespace == Socket.Namespace.Name && (emit.Socket is null || emit.Socket == Socket))];

    /// <summary>
    /// The rooms that the socket has joined, in order, without its own room. <see cref="Socket.Rooms"/> has the rooms that it is in now.
    /// </summary>
    public IReadOnlyList<string> Joined => _watched.Joined;

    /// <summary>The rooms that the socket has left, in order.</summary>
    public IReadOnlyList<string> Left => _watched.Left;

    /// <summary>Why the socket was disconnected; <see langword="null"/> while it is connected.</summary>
    public DisconnectReason? Disconnected => _watched.Reason;

    /// <summary>Connects a client to a new server, which is disposed of with the socket.</summary>
    /// <param name="ns">The name of the namespace, which is created.</param>
    /// <param name="configure">Sets the user, credentials, query, headers and address of the client.</param>
    /// <exception cref="ConnectException">The server refused the client.</exception>
    public static async Task<FakeSocket> ConnectAsync(string ns = "/", Action<FakeClient>? configure = null)
    {
        var server = new FakeServer();
        try
        {
            server.IO.Of(ns);
            return await server.ConnectAsync(ns, configure, owner: server).ConfigureAwait(false);
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Sends an event as the client, asks for an answer, and waits until its handlers have ended, including their tasks.</summary>
    /// <param name="eventName">The name of the event.</param>
    /// <param name="args">The arguments.</param>
    /// <returns>
    /// The answer, which may be an error; <see langword="null"/> if the handlers gave none, or have disconnected the socket.
    /// </returns>
    /// <exception cref="InvalidOperationException">The client is no longer connected.</exception>
    public Task<EventArguments?> DeliverAsync(string eventName, params object?[] args)
    {
        ArgumentNullException.ThrowIfNull(eventName);
        ArgumentNullException.ThrowIfNull(args);
        return _connection.DeliverAsync(eventName, args);
    }

    /// <inheritdoc cref="DeliverAsync(string, object?[])"/>
    /// <returns>The first argument of the answer.</returns>
    /// <exception cref="InvalidOperationException">The handlers gave no answer, or an error.</exception>
    public async Task<T?> DeliverAsync<T>(string eventName, params object?[] args)
    {
        var answer = await DeliverAsync(eventName, args).ConfigureAwait(false) ?? throw new InvalidOperationException($"No handler of \"{eventName}\" has answered.");
        return FakeAnswer.ErrorOf(answer) is { } error ? throw new InvalidOperationException($"The answer to \"{eventName}\" is an error: {error}") : answer.Get<T>(0);
    }

    /// <summary>Waits until the handlers for everything that the client has sent have ended.</summary>
    /// <exception cref="InvalidOperationException">The connection has ended.</exception>
    public Task SettleAsync() => _connection.SettleAsync();

    /// <summary>Leaves the namespace as the client.</summary>
    /// <returns>A task that completes when all disconnect handlers have started.</returns>
    public Task DisconnectAsync() => _watched.EndAsync(Client.Disconnect);

    /// <summary>Breaks the connection, like a network failure.</summary>
    /// <inheritdoc cref="DisconnectAsync" path="/returns"/>
    public Task AbortAsync() => _watched.EndAsync(Client.Client.Abort);

    /// <summary>Closes the connection. If <see cref="ConnectAsync"/> has created the server, closes the server too.</summary>
    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync().ConfigureAwait(false);
        if (_owned is not null)
        {
            await _owned.DisposeAsync().ConfigureAwait(false);
        }
    }
}
