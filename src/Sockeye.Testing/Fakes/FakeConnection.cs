using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sockeye.Client;

namespace Sockeye.Testing;

/// <summary>A client that is connected to a server in memory: its WebSocket is the other end of the server's WebSocket.</summary>
internal sealed class FakeConnection : IAsyncDisposable
{
    /// <summary>A second namespace, in which the client asks whether its events have been handled.</summary>
    public const string SettlingNamespace = "/sockeye-testing";

    private const string Settle = "settle";

    private readonly SocketIOServer _server;
    private readonly FakeClient _who;
    private readonly SocketIOClient _client;
    private readonly ClientSocket _settling;
    private ClientSocket? _socket;

    public FakeConnection(SocketIOServer server, FakeClient who)
    {
        _server = server;
        _who = who;
        _client = new SocketIOClient("http://localhost", options =>
        {
            options.Transports = [ClientTransport.WebSocket];
            options.ConnectWebSocket = ConnectWebSocketAsync;
            options.Reconnection = false;
            options.TimeProvider = server.Time;
            options.LoggerFactory = server.Services.GetRequiredService<ILoggerFactory>();
            options.Parser = server.Services.GetService<Protocol.SocketIO.PacketParser>() ?? options.Parser;
            foreach (var (name, value) in who.Query)
            {
                options.Query[name] = value;
            }

            foreach (var (name, value) in who.Headers)
            {
                options.Headers[name] = value;
            }
        });
        _settling = _client.Of(SettlingNamespace);
    }

    public ClientSocket Client => _socket!;

    /// <summary>
    /// Adds a handler that answers when everything that a client has sent before is handled. A connection runs one handler at a time, so
    /// this one runs after the earlier ones have ended.
    /// </summary>
    public static void AddSettling(SocketIOServer server) =>
        server.Of(SettlingNamespace).OnConnection(static socket => socket.On(Settle, static (Acknowledgement answer) => answer.SendAsync()));

    /// <returns>The id of the socket.</returns>
    public async Task<string> ConnectAsync(string ns, object? auth)
    {
        await _settling.ConnectAsync().ConfigureAwait(false);
        _socket = _client.Of(ns);
        _socket.Auth = auth;
        await _socket.ConnectAsync().ConfigureAwait(false);
        var id = _socket.Id;
        if (!await TrySettleAsync().ConfigureAwait(false) || id is null || !_socket.Connected)
        {
            throw new InvalidOperationException($"A connection handler has disconnected the socket in {ns}, so it cannot be used in a test. The events that it emitted are in Emits of the server.");
        }

        return id;
    }

    public async Task<EventArguments?> DeliverAsync(string eventName, object?[] args)
    {
        if (!_socket!.Connected)
        {
            throw new InvalidOperationException($"The client is not connected to {_socket.Namespace}, so \"{eventName}\" cannot be delivered.");
        }

        using var giveUp = new CancellationTokenSource();
        var answering = _socket.EmitWithAckAsync(eventName, args, giveUp.Token);
        try
        {
            // The answer of the second namespace comes after that of the event. So if the event was answered, its answer is already here.
            await TrySettleAsync().ConfigureAwait(false);
            await giveUp.CancelAsync().ConfigureAwait(false);
            return await answering.ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketDisconnectedException)
        {
            // No handler has answered, or a handler has disconnected the socket, which ends its handlers too.
            return null;
        }
    }

    /// <exception cref="InvalidOperationException">The connection has ended.</exception>
    public async Task SettleAsync()
    {
        if (!await TrySettleAsync().ConfigureAwait(false))
        {
            throw new InvalidOperationException("The connection has ended, so it is not known whether its handlers have ended.");
        }
    }

    public async ValueTask DisposeAsync() => await _client.DisposeAsync().ConfigureAwait(false);

    /// <returns>Whether the handlers have ended; <see langword="false"/> if the connection has ended before them.</returns>
    private async Task<bool> TrySettleAsync()
    {
        // An event that is emitted without a connection waits for the next one, which may never come. The listener is added before the
        // check, so a connection that ends after the check is noticed.
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listening = _settling.OnDisconnect(_ => ended.TrySetResult());
        if (!_settling.Connected)
        {
            return false;
        }

        using var giveUp = new CancellationTokenSource();
        var settled = _settling.EmitWithAckAsync(Settle, [], giveUp.Token);
        if (await Task.WhenAny(settled, ended.Task).ConfigureAwait(false) != settled)
        {
            await giveUp.CancelAsync().ConfigureAwait(false);
        }

        try
        {
            await settled.ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketDisconnectedException)
        {
            return false;
        }
    }

    private Task<WebSocket> ConnectWebSocketAsync(WebSocketRequest request, CancellationToken cancellationToken)
    {
        var upgrade = new MemoryUpgrade();
        var context = new DefaultHttpContext { User = _who.User };
        context.Features.Set<IHttpWebSocketFeature>(upgrade);
        context.Connection.RemoteIpAddress = _who.Address;
        context.Request.Method = HttpMethods.Get;
        context.Request.Scheme = "http";
        context.Request.Host = new HostString("localhost");
        context.Request.Path = "/socket.io/";
        context.Request.QueryString = new QueryString(request.Uri.Query);
        context.Request.Headers.Upgrade = "websocket";
        foreach (var (name, value) in request.Headers)
        {
            context.Request.Headers[name] = value;
        }

        // The server must not get the execution context of the test, as it would not over a network.
        ThreadPool.UnsafeQueueUserWorkItem(static state => _ = state.upgrade.ServeAsync(state._server, state.context), (_server, context, upgrade), preferLocal: false);
        return upgrade.Client;
    }
}
