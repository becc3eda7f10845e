using System.Diagnostics;

namespace Sockeye.Client.Tests.Load;

[Collection(AloneCollection.Name)]
public sealed class ConcurrencyTests
{
    /// <summary>64 tasks with 10 000 emits each in a full run.</summary>
    [Theory]
    [InlineData(ServerKind.Sockeye)]
    [InlineData(ServerKind.Node)]
    public async Task EmitWithAck_ByManyTasks_GivesEveryAnswerOnceToItsCaller(ServerKind kind)
    {
        await using var server = await TestServers.StartAsync(kind);
        await using var client = new SocketIOClient(server.Url, static options => options.Transports = [ClientTransport.WebSocket]);
        var socket = client.Of();
        await socket.ConnectAsync().Within();
        var count = TestSize.Scale(500, full: 10_000);
        var watch = Stopwatch.StartNew();

        await Task.WhenAll(Enumerable.Range(0, 64).Select(task => Task.Run(async () =>
        {
            for (var i = 0; i < count; i++)
            {
                var expected = (task * count) + i;
                Assert.Equal(expected, await socket.EmitWithAckAsync<int>("echo", expected));
            }
        })));

        Assert.Equal(0, socket.PendingAcks);
        TestSize.Report($"{64 * count} acknowledged emits with {kind} in {watch.Elapsed.TotalSeconds:0.0} s");
    }

    /// <summary>10 million emits in a full run.</summary>
    [Fact]
    public async Task Emit_Millions_LeaveNothingBehind()
    {
        await using var server = await TestServers.StartAsync(ServerKind.Sockeye);
        await using var client = new SocketIOClient(server.Url, static options => options.Transports = [ClientTransport.WebSocket]);
        var socket = client.Of();
        await socket.ConnectAsync().Within();
        await SendAsync(50_000);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        await SendAsync(TestSize.Scale(200_000, full: 10_000_000));

        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        TestSize.Report($"{grown} bytes more after all emits");
        Assert.InRange(grown, long.MinValue, 2_000_000);

        async Task SendAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                await socket.EmitAsync("count", i, "a text");
                if (i % 1000 == 0)
                {
                    await socket.EmitWithAckAsync("echo");
                }
            }
        }
    }
}
