using Sockeye.Client;

namespace Sockeye.Bench.Client;

/// <summary>Sockeye.Client at its defaults.</summary>
internal sealed class SockeyePeer : IBenchPeer
{
    public async Task<IBenchConnection> ConnectAsync(string url, bool upgrades, Action<Quote> received)
    {
        var io = new SocketIOClient(url, options =>
        {
            if (!upgrades)
            {
                options.Transports = [ClientTransport.WebSocket];
            }
        });
        var upgraded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = io.OnUpgrade(_ => upgraded.TrySetResult());
        var socket = io.Of();
        socket.On("quote", received);
        socket.On<Acknowledgement>("taken", static answer => answer.SendAsync());
        await socket.ConnectAsync();
        if (upgrades)
        {
            await upgraded.Task;
        }

        return new Connection(io, socket);
    }

    private sealed class Connection(SocketIOClient io, ClientSocket socket) : IBenchConnection
    {
        public Task PourAsync(int count, int rate) => socket.EmitAsync("pour", count, rate).AsTask();

        public Task<string?> EchoAsync(string value) => socket.EmitWithAckAsync<string>("echo", value);

        public ValueTask DisposeAsync() => io.DisposeAsync();
    }
}
