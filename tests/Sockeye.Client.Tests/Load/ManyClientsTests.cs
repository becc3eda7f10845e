using System.Diagnostics;

namespace Sockeye.Client.Tests.Load;

[Collection(AloneCollection.Name)]
public sealed class ManyClientsTests
{
    /// <summary>5000 clients in a full run, with the server in the same process.</summary>
    [Fact]
    public async Task Connect_ManyClients_NeedNoThreadsAndLeaveNothing()
    {
        var count = TestSize.Scale(500, full: 5000);
        await using var server = await ContractServer.StartAsync();
        var threads = Process.GetCurrentProcess().Threads.Count;
        var memory = GC.GetTotalMemory(forceFullCollection: true);
        var clients = new List<SocketIOClient>();
        var heard = 0;
        for (var begun = 0; begun < count; begun += 100)
        {
            var some = Enumerable.Range(0, 100).Select(_ => new SocketIOClient(server.Url, static options => options.Transports = [ClientTransport.WebSocket])).ToList();
            clients.AddRange(some);
            some.ForEach(client => client.Of().On("said", () => Interlocked.Increment(ref heard)));
            await Task.WhenAll(some.Select(static client => client.Of().ConnectAsync())).Within();
        }

        await server.IO.EmitAsync("said", "all");
        await Waiting.Until(() => Volatile.Read(ref heard) == count);
        var threadsNow = Process.GetCurrentProcess().Threads.Count;
        var memoryNow = GC.GetTotalMemory(forceFullCollection: true);
        TestSize.Report($"{count} clients and their server: {threads} threads before, {threadsNow} now; {(memoryNow - memory) / count} bytes of the heap for each pair");
        Assert.InRange(threadsNow, 0, threads + 40);

        await Task.WhenAll(clients.Select(static client => client.DisposeAsync().AsTask())).Within();
        await Waiting.Until(() => server.IO.Sockets.Count == 0);
    }

    /// <summary>All clients of a server that dies come back, again and again, with calls under way; nothing of it is an exception that nobody sees.</summary>
    [Fact]
    public async Task Reconnect_Storm_LeavesNoUnobservedException()
    {
        using var unobserved = new UnobservedExceptions();
        await using var server = await NodeServer.StartAsync();
        await StormAsync(server.Url, clients: TestSize.Scale(50, full: 500), rounds: TestSize.Scale(5, full: 50));
        await unobserved.VerifyAsync();
    }

    private static async Task StormAsync(Uri url, int clients, int rounds)
    {
        var all = Enumerable.Range(0, clients).Select(i => new SocketIOClient(url, options =>
        {
            options.Transports = i % 2 == 0 ? [ClientTransport.WebSocket] : [ClientTransport.Polling, ClientTransport.WebSocket];
            options.ReconnectionDelay = TimeSpan.FromMilliseconds(10);
            options.ReconnectionDelayMax = TimeSpan.FromMilliseconds(100);
            options.Retries = i % 3 == 0 ? 3 : 0;
        })).ToList();
        await Task.WhenAll(all.Select(static client => client.Of().ConnectAsync())).Within();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var client in all)
            {
                Ignore(client.Of().EmitWithAckAsync<int>("never"));
                await client.Of().EmitAsync("say", "hello");
            }

            var lost = all.Select(static client => LossOf(client.Of())).ToList();
            await using (var control = new SocketIOClient(url))
            {
                await control.Of().ConnectAsync().Within();
                await control.Of().EmitAsync("restart");
                await LossOf(control.Of()).Within();
            }

            await Task.WhenAll(lost).Within();
            await Task.WhenAll(all.Select(static client => client.Of().ConnectAsync())).Within();
        }

        await Task.WhenAll(all.Select(static client => client.DisposeAsync().AsTask())).Within();
    }

    // What an application drops is its own matter: it may fail.
    private static void Ignore(Task task) => task.ContinueWith(static failed => failed.Exception, TaskScheduler.Default);

    private static Task LossOf(ClientSocket socket)
    {
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        socket.OnDisconnect(_ => { lost.TrySetResult(); });
        return lost.Task;
    }
}
