using System.Net.WebSockets;

namespace Sockeye.Client.Tests.Support;

/// <summary>What a client connects by: each attempt waits until the test says what becomes of it.</summary>
internal sealed class FakeNetwork
{
    private readonly Lock _gate = new();
    private readonly List<FakeAttempt> _attempts = [];

    /// <summary>All attempts so far.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _attempts.Count;
            }
        }
    }

    /// <summary>Those of which the client has not let go.</summary>
    public List<FakeAttempt> Live
    {
        get
        {
            lock (_gate)
            {
                return [.. _attempts.Where(static attempt => attempt.IsLive)];
            }
        }
    }

    /// <summary>For <see cref="SocketIOClientOptions.ConnectWebSocket"/>.</summary>
    public async Task<WebSocket> ConnectAsync(WebSocketRequest request, CancellationToken cancellationToken)
    {
        var attempt = new FakeAttempt();
        lock (_gate)
        {
            _attempts.Add(attempt);
        }

        return await attempt.WaitAsync(cancellationToken);
    }

    /// <summary>Makes a client that uses it, by WebSocket only.</summary>
    public SocketIOClient CreateClient(TimeProvider time, Action<SocketIOClientOptions>? configure = null) => new("http://server.test", options =>
    {
        options.Transports = [ClientTransport.WebSocket];
        options.ConnectWebSocket = ConnectAsync;
        options.TimeProvider = time;
        configure?.Invoke(options);
    });

    /// <summary>The attempt that is under way, as soon as it is the only one.</summary>
    public async Task<FakeAttempt> NextAsync()
    {
        await Waiting.Until(() => Live.Count == 1);
        return Live.Single();
    }

    /// <summary>Breaks the connection of a socket, and lets it in again on the next one.</summary>
    public async Task<FakeWebSocket> ReconnectAsync(ClientSocket socket, FakeWebSocket broken, TestClock clock)
    {
        broken.Cut();
        await Waiting.Until(() => !socket.Connected && Live.Count == 0);
        await Waiting.Until(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(0.1));
            return Live.Count == 1;
        });
        var attempt = await NextAsync();
        attempt.Accept();
        await attempt.Socket.WelcomeAsync();
        await Waiting.Until(() => socket.Connected);
        return attempt.Socket;
    }

    /// <summary>Lets a socket into its namespace.</summary>
    /// <returns>The server's end of its connection.</returns>
    public async Task<FakeWebSocket> ConnectAsync(ClientSocket socket)
    {
        await Waiting.Until(() => Live.Count == 0);
        var connecting = socket.ConnectAsync();
        var attempt = await NextAsync();
        attempt.Accept();
        await attempt.Socket.WelcomeAsync();
        await connecting.Within();
        return attempt.Socket;
    }
}
