using SocketIOClient;
using SocketIOClient.Transport;

namespace Sockeye.Bench.Client;

/// <summary>The package SocketIOClient at its defaults.</summary>
internal sealed class SocketIOClientPeer : IBenchPeer
{
    // It loses answers under concurrency: see docs/performance.md.
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(500);

    public async Task<IBenchConnection> ConnectAsync(string url, bool upgrades, Action<Quote> received)
    {
        var io = new SocketIO(url, new SocketIOOptions
        {
            Transport = upgrades ? TransportProtocol.Polling : TransportProtocol.WebSocket,
            AutoUpgrade = upgrades,
        });
        io.On("quote", response => received(response.GetValue<Quote>()));
        io.On("taken", async response => await response.CallbackAsync());
        await io.ConnectAsync();
        return new Connection(io);
    }

    private sealed class Connection(SocketIO io) : IBenchConnection
    {
        public Task PourAsync(int count, int rate) => io.EmitAsync("pour", count, rate);

        public async Task<string?> EchoAsync(string value)
        {
            var answer = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
            await io.EmitAsync("echo", response => answer.TrySetResult(response.GetValue<string>()), value);
            try
            {
                return await answer.Task.WaitAsync(s_patience);
            }
            catch (TimeoutException)
            {
                return null;
            }
        }

        public async ValueTask DisposeAsync()
        {
            await io.DisconnectAsync();
            io.Dispose();
        }
    }
}
