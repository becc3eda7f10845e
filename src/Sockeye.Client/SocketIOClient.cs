using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Sockeye.Client.Connections;
using Sockeye.Client.Sockets;
using Sockeye.Client.Transports;

namespace Sockeye.Client;

/// <summary>
/// A connection to a Socket.IO server, which any number of namespaces share: the <c>Manager</c> of socket.io-client. It is opened when the first socket connects, opened again when it is lost, and closed
/// with its last socket. Dispose it when you are done. All members may be used from any thread.
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
    // How long connections that were aborted are waited for.
    private static readonly TimeSpan s_abortTimeout = TimeSpan.FromSeconds(1);

    private readonly Connection _connection;
    private readonly string _namespace;

    /// <summary>Makes a client. It does not connect yet.</summary>
    /// <param name="url">
    /// The address of the server, with scheme <c>http</c>, <c>https</c>, <c>ws</c> or <c>wss</c>. Its path is the namespace that <see cref="Of(string?)"/> gives by default, as with socket.io-client; the path
    /// of the server is <see cref="SocketIOClientOptions.Path"/>. Its query is added to that of every request.
    /// </param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="ArgumentException">The address is none, or an option is not valid.</exception>
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
            throw new ArgumentException($"The address of a server begins with http://, https://, ws:// or wss://, not so: {url}", nameof(url));
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

    /// <summary>The id of the session, other than the ids of the sockets; <see langword="null"/> if the connection is not open.</summary>
    public string? SessionId => _connection.OpenEngine?.Id;

    /// <summary>The socket of a namespace, always the same one. It does not connect by itself.</summary>
    /// <param name="ns">The name of the namespace; by default the path of the address, usually <c>/</c>.</param>
    public ClientSocket Of(string? ns = null)
    {
        ns ??= _namespace;
        return _connection.SocketOf(ns.StartsWith('/') ? ns : "/" + ns);
    }

    /// <summary>Disconnects all sockets, and closes the connection. Sockets may be connected again.</summary>
    /// <param name="cancellationToken">Ends the waiting; the connection is then closed at once.</param>
    /// <returns>Completes when the connection is closed, after <see cref="SocketIOClientOptions.CloseTimeout"/> at the latest.</returns>
    public Task DisconnectAsync(CancellationToken cancellationToken = default) => CloseAsync(dispose: false, cancellationToken);

    /// <summary>Loses the connection as a broken network would, without a goodbye, and connects again as the options say: to try how an application takes it.</summary>
    public void Abort() => _connection.Abort();

    /// <summary>
    /// Closes everything. Nothing is sent or opened any more, and no timer, request or socket is left, after <see cref="SocketIOClientOptions.CloseTimeout"/> at the latest. What listeners have not
    /// heard yet they still hear.
    /// </summary>
    public ValueTask DisposeAsync() => new(CloseAsync(dispose: true, default));

    /// <summary>The same as <see cref="DisposeAsync"/>, without waiting for it.</summary>
    public void Dispose() => _ = CloseAsync(dispose: true, default);

    /// <summary>Called when the connection is open, before the sockets are let in.</summary>
    /// <returns>Dispose it to remove the listener.</returns>
    public IDisposable OnOpen(Action listener) => _connection.Events.Opening.Subscribe(listener);

    /// <inheritdoc cref="OnOpen(Action)"/>
    public IDisposable OnOpen(Func<Task> listener) => _connection.Events.Opening.Subscribe(listener);

    /// <inheritdoc cref="OnOpen(Action)"/>
    [OverloadResolutionPriority(1)]
    public IDisposable OnOpen(Func<ValueTask> listener) => _connection.Events.Opening.Subscribe(listener);

    /// <summary>Called when the connection was open and is lost or closed.</summary>
    /// <inheritdoc cref="OnOpen(Action)" path="/returns"/>
    public IDisposable OnClose(Action<DisconnectReason> listener) => _connection.Events.Closing.Subscribe(listener);

    /// <inheritdoc cref="OnClose(Action{DisconnectReason})"/>
    public IDisposable OnClose(Func<DisconnectReason, Task> listener) => _connection.Events.Closing.Subscribe(listener);

    /// <inheritdoc cref="OnClose(Action{DisconnectReason})"/>
    [OverloadResolutionPriority(1)]
    public IDisposable OnClose(Func<DisconnectReason, ValueTask> listener) => _connection.Events.Closing.Subscribe(listener);

    /// <summary>Called when an attempt to open the connection fails.</summary>
    /// <inheritdoc cref="OnOpen(Action)" path="/returns"/>
    public IDisposable OnError(Action<ConnectException> listener) => _connection.Events.Errors.Subscribe(listener);

    /// <inheritdoc cref="OnError(Action{ConnectException})"/>
    public IDisposable OnError(Func<ConnectException, Task> listener) => _connection.Events.Errors.Subscribe(listener);

    /// <inheritdoc cref="OnError(Action{ConnectException})"/>
    [OverloadResolutionPriority(1)]
    public IDisposable OnError(Func<ConnectException, ValueTask> listener) => _connection.Events.Errors.Subscribe(listener);

    /// <summary>Called when the server has sent a ping.</summary>
    /// <inheritdoc cref="OnOpen(Action)" path="/returns"/>
    public IDisposable OnPing(Action listener) => _connection.Events.Pings.Subscribe(listener);

    /// <inheritdoc cref="OnPing(Action)"/>
    public IDisposable OnPing(Func<Task> listener) => _connection.Events.Pings.Subscribe(listener);

    /// <inheritdoc cref="OnPing(Action)"/>
    [OverloadResolutionPriority(1)]
    public IDisposable OnPing(Func<ValueTask> listener) => _connection.Events.Pings.Subscribe(listener);

    /// <summary>Called with the name of the transport when the connection goes over to another one.</summary>
    /// <inheritdoc cref="OnOpen(Action)" path="/returns"/>
    public IDisposable OnUpgrade(Action<string> listener) => _connection.Events.Upgrades.Subscribe(listener);

    /// <inheritdoc cref="OnUpgrade(Action{string})"/>
    public IDisposable OnUpgrade(Func<string, Task> listener) => _connection.Events.Upgrades.Subscribe(listener);

    /// <inheritdoc cref="OnUpgrade(Action{string})"/>
    [OverloadResolutionPriority(1)]
    public IDisposable OnUpgrade(Func<string, ValueTask> listener) => _connection.Events.Upgrades.Subscribe(listener);

    /// <summary>Called with the number of the attempt when the client begins to reconnect.</summary>
    /// <inheritdoc cref="OnOpen(Action)" path="/returns"/>
    public IDisposable OnReconnectAttempt(Action<int> listener) => _connection.Events.Attempts.Subscribe(listener);

    /// <inheritdoc cref="OnReconnectAttempt(Action{int})"/>
    public IDisposable OnReconnectAttempt(Func<int, Task> listener) => _connection.Events.Attempts.Subscribe(listener);

    /// <inheritdoc cref="OnReconnectAttempt(Action{int})"/>
    [OverloadResolutionPriority(1)]
    public IDisposable OnReconnectAttempt(Func<int, ValueTask> listener) => _connection.Events.Attempts.Subscribe(listener);

    /// <summary>Called with the number of attempts when the client has reconnected.</summary>
    /// <inheritdoc cref="OnOpen(Action)" path="/returns"/>
    public IDisposable OnReconnect(Action<int> listener) => _connection.Events.Reconnections.Subscribe(listener);

    /// <inheritdoc cref="OnReconnect(Action{int})"/>
    public IDisposable OnReconnect(Func<int, Task> listener) => _connection.Events.Reconnections.Subscribe(listener);

    /// <inheritdoc cref="OnReconnect(Action{int})"/>
    [OverloadResolutionPriority(1)]
    public IDisposable OnReconnect(Func<int, ValueTask> listener) => _connection.Events.Reconnections.Subscribe(listener);

    /// <summary>Called when an attempt to reconnect fails.</summary>
    /// <inheritdoc cref="OnOpen(Action)" path="/returns"/>
    public IDisposable OnReconnectError(Action<ConnectException> listener) => _connection.Events.ReconnectErrors.Subscribe(listener);

    /// <inheritdoc cref="OnReconnectError(Action{ConnectException})"/>
    public IDisposable OnReconnectError(Func<ConnectException, Task> listener) => _connection.Events.ReconnectErrors.Subscribe(listener);

    /// <inheritdoc cref="OnReconnectError(Action{ConnectException})"/>
    [OverloadResolutionPriority(1)]
    public IDisposable OnReconnectError(Func<ConnectException, ValueTask> listener) => _connection.Events.ReconnectErrors.Subscribe(listener);

    /// <summary>Called when the client gives up, after <see cref="SocketIOClientOptions.ReconnectionAttempts"/>.</summary>
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
        return Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri : throw new ArgumentException($"This is no address of a server: {url}", nameof(url));
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
            // Those only: the application may have opened another connection meanwhile.
            foreach (var engine in closing)
            {
                engine.Abort();
            }

            await WaitForApplicationAsync(closed).ConfigureAwait(false);
        }
    }

    // The connections have let go of everything. What may hang still is code of the application, such as an HttpMessageInvoker that does not look at its token.
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
        [LoggerMessage(207, LogLevel.Warning, "A connection was closed, but something of the application's has not ended: its HttpMessageInvoker, or its ConnectWebSocket. It is not waited for.")]
        public static partial void StillRunning(ILogger logger);
    }
}
