using System.Collections.Concurrent;

namespace Sockeye.Client.Tests.Load;

/// <summary>A server that dies and comes back under acknowledged traffic.</summary>
[Collection(AloneCollection.Name)]
public sealed class RestartTests
{
    private const int Between = 20; // events from one death to the next

    [Theory]
    [InlineData(ClientTransport.WebSocket, 100)]
    [InlineData(ClientTransport.Polling, 20)]
    public async Task Retries_OurServerDies_LosesNothingAndRepeatsOnlyWhatWasUnderWay(ClientTransport transport, int deaths)
    {
        var receipts = new ConcurrentQueue<int>();
        var server = await ContractServer.StartAsync(receipts: receipts);
        await using var client = CreateClient(server.Url, transport);
        await client.Of().ConnectAsync().Within();
        using var stop = new CancellationTokenSource();
        var sending = SendAsync(client.Of(), stop.Token);
        for (var death = 0; death < deaths; death++)
        {
            var before = receipts.Count;
            await Waiting.Until(() => receipts.Count >= before + Between);
            await server.KillAsync();
            server = await RestartAsync(server.Url.Port, receipts);
        }

        await stop.CancelAsync();
        var answers = await sending;
        Verify(answers, [.. receipts], deaths);
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Retries_NodesServerDies_LosesNothingAndRepeatsOnlyWhatWasUnderWay()
    {
        const int Deaths = 100;
        await using var server = await NodeServer.StartAsync();
        await using var client = CreateClient(server.Url, ClientTransport.WebSocket);
        await using var control = CreateClient(server.Url, ClientTransport.WebSocket);
        await Task.WhenAll(client.Of().ConnectAsync(), control.Of().ConnectAsync()).Within();
        using var stop = new CancellationTokenSource();
        var sending = SendAsync(client.Of(), stop.Token);
        for (var death = 0; death < Deaths; death++)
        {
            await control.Of().EmitWithAckAsync("receive", Between).Within();
            var lost = new TaskCompletionSource();
            using var listening = control.Of().OnDisconnect(_ => { lost.TrySetResult(); });
            await control.Of().Volatile.EmitAsync("restart");
            await lost.Task.Within();
            await control.Of().ConnectAsync().Within();
        }

        await stop.CancelAsync();
        var answers = await sending;
        Verify(answers, await control.Of().EmitWithAckAsync<int[]>("receipts").Within() ?? [], Deaths);
    }

    [Fact]
    public async Task Retries_NodesProcessIsKilled_LosesNothing()
    {
        var server = await NodeServer.StartAsync();
        await using var client = CreateClient(server.Url, ClientTransport.WebSocket);
        await client.Of().ConnectAsync().Within();
        using var stop = new CancellationTokenSource();
        var answered = 0;
        client.Of().OnAnyOutgoing(_ => Interlocked.Increment(ref answered));
        var sending = SendAsync(client.Of(), stop.Token);
        for (var death = 0; death < TestSize.Scale(3, full: 100); death++)
        {
            var before = answered;
            await Waiting.Until(() => answered >= before + Between);
            await server.KillAsync();
            server = await NodeServer.StartAsync($$"""{"port":{{server.Url.Port}}}""");
        }

        await stop.CancelAsync();
        var answers = await sending;
        Assert.Equal(Enumerable.Range(0, answers.Count), answers);
        await server.DisposeAsync();
    }

    private static SocketIOClient CreateClient(Uri url, ClientTransport transport) => new(url, options =>
    {
        options.Transports = [transport];
        options.Retries = 100;
        options.AckTimeout = TimeSpan.FromSeconds(5);
        options.ReconnectionDelay = TimeSpan.FromMilliseconds(5);
        options.ReconnectionDelayMax = TimeSpan.FromMilliseconds(20);
    });

    // Some wait at a time, so that there is always one under way.
    private static async Task<List<int>> SendAsync(ClientSocket socket, CancellationToken stop)
    {
        var waiting = new Queue<Task<int>>();
        var answers = new List<int>();
        for (var id = 0; !stop.IsCancellationRequested; id++)
        {
            waiting.Enqueue(socket.EmitWithAckAsync<int>("record", id, CancellationToken.None));
            if (waiting.Count == 10)
            {
                answers.Add(await waiting.Dequeue().Within());
            }
        }

        answers.AddRange(await Task.WhenAll(waiting).Within());
        return answers;
    }

    // Each death can repeat the one event that was under way, and nothing else: they are sent one at a time.
    private static void Verify(List<int> answers, int[] receipts, int deaths)
    {
        Assert.Equal(Enumerable.Range(0, answers.Count), answers);
        Assert.Equal(answers, receipts.Distinct());
        Assert.InRange(receipts.Length - answers.Count, 0, deaths);
        Assert.Equal(receipts.Order(), receipts);
        TestSize.Report($"{deaths} deaths, {answers.Count} events, {receipts.Length - answers.Count} of them twice");
    }

    private static async Task<ContractServer> RestartAsync(int port, ConcurrentQueue<int> receipts)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await ContractServer.StartAsync(receipts: receipts, port: port);
            }
            catch (IOException) when (attempt < 100)
            {
                // Somebody's outgoing connection has the port for a moment.
                await Task.Yield();
            }
        }
    }
}
