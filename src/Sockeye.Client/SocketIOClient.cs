using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Sockeye.Client.Connections;
using Sockeye.Client.Sockets;
using Sockeye.Client.Transports;

namespace Sockeye.Client;

/// <summary>
/// A connection to a Socket.IO server, shared by any number of namespaces (the <c>Manager</c> of socket.io-client). It opens when the first
/// socket connects, reconnects when it is lost, and closes with its last socket. Dispose of it when you no longer need it. You may use all
/// members from any thread.
/// </summary>
/// <example>
/// <code>
/// await using var io = new SocketIOClient("https://example.com");
/// var chat = io.Of("/chat");
/// chat.On&lt;string&gt;("message", text => Console.WriteLine(text));
/// await chat.ConnectAsync();
/// await chat.EmitAsync("message", "hello");
/// </code>
/// </example>
public sealed partial class SocketIOClient : IAsyncDisposable, IDisposable
{
    // How long to wait for connections that were aborted.
    private static readonly TimeSpan s_abortTimeout = TimeSpan.FromSeconds(1);

    private readonly Connection _connection;
    private readonly string _namespace;

    /// <summary>Creates a client. It does not connect yet.</summary>
    /// <param name="url">
    /// The address of the server, with scheme <c>http</c>, <c>https</c>, <c>ws</c> or <c>wss</c>. As in socket.io-client, its path is the
    /// default namespace of <see cref="Of(string?)"/>, and its query is added to every request. The path of the server is
    /// <see cref="SocketIOClientOptions.Path"/>.
    /// </param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="ArgumentException">The address or an option is not valid.</exception>
    public SocketIOClient(string url, Action<SocketIOClientOptions>? configure = null)
        : this(ToUri(url), configure)
    {
    }

    /// <inheritdoc cref="SocketIOClient(string, Action{SocketIOClientOptions})"/>
    public SocketIOClient(Uri url, Action<SocketIOClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(url);
        if (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https" or "ws" or "wss"))
        {
            throw new ArgumentException($"The address of a server has to begin with http://, https://, ws:// or wss://. It is: {url}", nameof(url));
        }

        var options = new SocketIOClientOptions();
        configure?.Invoke(options);
        options.Validate();
        _namespace = Uri.UnescapeDataString(url.AbsolutePath);
        _connection = new Connection(this, url, options);
    }

    /// <summary>Whether the connection is open.</summary>
    public bool IsOpen => _connection.OpenEngine is not null;

    /// <summary>The transport in use, <c>polling</c> or <c>websocket</c>; <see langword="null"/> if the connection is not open.</summary>
    public string? TransportName => _connection.OpenEngine?.TransportName;

    /// <summary>
    /// The id of the session, which differs from the ids of the sockets; <see langword="null"/> if the connection is not open.
    /// </summary>
    public string? SessionId => _connection.OpenEngine?.Id;

    /// <summary>Gets the socket of a namespace. It is always the same object, and does not connect by itself.</summary>
    /// <param name="ns">The name of the namespace. The default is the path of the address, usually <c>/</c>.</param>
    public ClientSocket Of(string? ns = null)
    {
        ns ??= _namespace;
        return _connection.SocketOf(ns.StartsWith('/') ? ns : "/" + ns);
    }

    /// <summary>Disconnects all sockets and closes the connection. You may connect the sockets again.</summary>
    /// <param name="cancellationToken">Stops the waiting; the connection is then closed at once.</param>
    /// <returns>
    /// A task that completes when the connection is closed, at the latest after <see cref="SocketIOClientOptions.CloseTimeout"/>.
    /// </returns>
    public Task DisconnectAsync(CancellationToken cancellationToken = default) => CloseAsync(dispose: false, cancellationToken);

    /// <summary>
    /// Drops the connection as a broken network would, without a goodbye, and reconnects according to the options. Use it to test how your
    /// application handles that.
    /// </summary>
    public void Abort() => _connection.Abort();

    /// <summary>
    /// Closes everything. After that nothing is sent or opened, and after at most <see cref="SocketIOClientOptions.CloseTimeout"/> no
    /// timer, request or socket is left. Events that have already arrived are still delivered to listeners.
    /// </summary>
    public ValueTask DisposeAsync() => new(CloseAsync(dispose: true, default));

    /// <summary>Starts to close everything, as <see cref="DisposeAsync"/> does, and does not wait.</summary>
    public void Dispose() => _ = CloseAsync(dispose: true, default);

    /// <summary>Adds a listener that is called when the connection opens, before sockets enter their namespaces.</summary>
    /// <returns>Dispose of it to remove the listener.</returns>
    public IDisposable OnOpen(Action listener) => _connection.Events.Opening.Subscribe(listener);

    /// <inheritdoc cref="OnOpen(Action)"/>
    public IDisposable OnOpen(Func<Task> listener) => _connection.Events.Opening.Subscribe(listener);

    /// <inheritdoc cref="OnOpen(Action)"/>
    [OverloadResolutionPriority(1)]
    public IDisposable OnOpen(Func<ValueTask> listener) => _connection.Events.Opening.Subscribe(listener);

    /// <summary>Adds a listener that is called when an open connection is lost or closed.</summary>
    /// <inheritdoc cref="OnOpen(Action)" path="/returns"/>
    public IDisposable OnClose(Action<DisconnectReason> listener) => _connection.Events.Closing.Subscribe(listener);

    /// <inheritdoc cref="OnClose(Action{DisconnectReason})"/>
    public IDisposable OnClose(Func<DisconnectReason, Task> listener) => _connection.Events.Closing.Subscribe(listener);

    /// <inheritdoc cref="OnClose(Action{DisconnectReason})"/>
    [OverloadResolutionPriority(1)]
    public IDisposable OnClose(Func<DisconnectReason, ValueTask> listener) => _connection.Events.Closing.Subscribe(listener);

    /// <summary>Adds a listener that is called when an attempt to open the connection fails.</summary>
    /// <inheritdoc cref="OnOpen(Action)" path="/returns"/>
    public IDisposable OnError(Action<ConnectException> listener) => _connection.Events.Errors.Subscribe(listener);

    /// <inheritdoc cref="OnError(Action{ConnectException})"/>
    public IDisposable OnError(Func<ConnectException, Task> listener) => _connection.Events.Errors.Subscribe(listener);

    /// <inheritdoc cref="OnError(Action{ConnectException})"/>
    [OverloadResolutionPriority(1)]
    public IDisposable OnError(Func<ConnectException, ValueTask> listener) => _connection.Events.Errors.Subscribe(listener);

    /// <summary>Adds a listener that is called when the server has sent a ping.</summary>
    /// <inheritdoc cref="OnOpen(Action)" path="/returns"/>
    public IDisposable OnPing(Action listener) => _connection.Events.Pings.Subscribe(listener);

    /// <inheritdoc cref="OnPing(Action)"/>
    public IDisposable OnPing(Func<Task> listener) => _connection.Events.Pings.Subscribe(listener);

    /// <inheritdoc cref="OnPing(Action)"/>
    [OverloadResolutionPriority(1)]
    public IDisposable OnPing(Func<ValueTask> listener) => _connection.Events.Pings.Subscribe(listener);

    /// <summary>
    /// Adds a listener that is called when the connection moves to another transport. It gets the name of that transport.
    /// </summary>
    /// <inheritdoc cref="OnOpen(Action)" path="/returns"/>
    public IDisposable OnUpgrade(Action<string> listener) => _connection.Events.Upgrades.Subscribe(listener);

    /// <inheritdoc cref="OnUpgrade(Action{string})"/>
    public IDisposable OnUpgrade(Func<string, Task> listener) => _connection.Events.Upgrades.Subscribe(listener);

    /// <inheritdoc cref="OnUpgrade(Action{string})"/>
    [OverloadResolutionPriority(1)]
    public IDisposable OnUpgrade(Func<string, ValueTask> listener) => _connection.Events.Upgrades.Subscribe(listener);

    /// <summary>Adds a listener that is called when the client begins to reconnect. It gets the number of the attempt.</summary>
    /// <inheritdoc cref="OnOpen(Action)" path="/returns"/>
    public IDisposable OnReconnectAttempt(Action<int> listener) => _connection.Events.Attempts.Subscribe(listener);

    /// <inheritdoc cref="OnReconnectAttempt(Action{int})"/>
    public IDisposable OnReconnectAttempt(Func<int, Task> listener) => _connection.Events.Attempts.Subscribe(listener);

    /// <inheritdoc cref="OnReconnectAttempt(Action{int})"/>
    [OverloadResolutionPriority(1)]
    public IDisposable OnReconnectAttempt(Func<int, ValueTask> listener) => _connection.Events.Attempts.Subscribe(listener);

    /// <summary>Adds a listener that is called when the client has reconnected. It gets the number of attempts.</summary>
    /// <inheritdoc cref="OnOpen(Action)" path="/returns"/>
    public IDisposable OnReconnect(Action<int> listener) => _connection.Events.Reconnections.Subscribe(listener);

    /// <inheritdoc cref="OnReconnect(Action{int})"/>
    public IDisposable OnReconnect(Func<int, Task> listener) => _connection.Events.Reconnections.Subscribe(listener);

    /// <inheritdoc cref="OnReconnect(Action{int})"/>
    [OverloadResolutionPriority(1)]
    public IDisposable OnReconnect(Func<int, ValueTask> listener) => _connection.Events.Reconnections.Subscribe(listener);

    /// <summary>Adds a listener that is called when an attempt to reconnect fails.</summary>
    /// <inheritdoc cref="OnOpen(Action)" path="/returns"/>
    public IDisposable OnReconnectError(Action<ConnectException> listener) => _connection.Events.ReconnectErrors.Subscribe(listener);

    /// <inheritdoc cref="OnReconnectError(Action{ConnectException})"/>
    public IDisposable OnReconnectError(Func<ConnectException, Task> listener) => _connection.Events.ReconnectErrors.Subscribe(listener);

    /// <inheritdoc cref="OnReconnectError(Action{ConnectException})"/>
    [OverloadResolutionPriority(1)]
    public IDisposable OnReconnectError(Func<ConnectException, ValueTask> listener) => _connection.Events.ReconnectErrors.Subscribe(listener);

    /// <summary>
    /// Adds a listener that is called when the client gives up after <see cref="SocketIOClientOptions.ReconnectionAttempts"/>.
    /// </summary>
    /// <inheritdoc cref="OnOpen(Action)" path="/returns"/>
    public IDisposable OnReconnectFailed(Action listener) => _connection.Events.Failures.Subscribe(listener);

    /// <inheritdoc cref="OnReconnectFailed(Action)"/>
    public IDisposable OnReconnectFailed(Func<Task> listener) => _connection.Events.Failures.Subscribe(listener);

    /// <inheritdoc cref="OnReconnectFailed(Action)"/>
    [OverloadResolutionPriority(1)]
    public IDisposable OnReconnectFailed(Func<ValueTask> listener) => _connection.Events.Failures.Subscribe(listener);

    private static Uri ToUri(string url)
    {
        ArgumentException.ThrowIfNullOrEmpty(url);
        return Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri : throw new ArgumentException($"The address of the server is not valid: {url}", nameof(url));
    }

    private async Task CloseAsync(bool dispose, CancellationToken cancellationToken)
    {
        var closing = _connection.Close(dispose);
        var closed = Task.WhenAll(closing.Select(static engine => engine.Completion));
        var options = _connection.Options;
        try
        {
            await closed.WaitAsync(EngineTimer.Limit(options.CloseTimeout), options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            // Only these: the application may have opened another connection meanwhile.
            foreach (var engine in closing)
            {
                engine.Abort();
            }

            await WaitForApplicationAsync(closed).ConfigureAwait(false);
        }
    }

    // The connections have released everything. Only code of the application may still hang, such as an HttpMessageInvoker that ignores its
    // token.
    private async Task WaitForApplicationAsync(Task closed)
    {
        try
        {
            await closed.WaitAsync(s_abortTimeout, _connection.Options.TimeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Log.StillRunning(_connection.Logger);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(207, LogLevel.Warning, "A connection was closed, but HttpMessageInvoker or ConnectWebSocket of the application has not ended. The client does not wait for it.")]
        public static partial void StillRunning(ILogger logger);
    }
}
