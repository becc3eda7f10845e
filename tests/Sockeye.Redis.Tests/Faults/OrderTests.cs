namespace Sockeye.Redis.Tests.Faults;

/// <summary>What is sent to a client alone does not overtake what was sent to all before, however slow Redis is.</summary>
public sealed class OrderTests
{
    private const int Rounds = 100;

    [Theory]
    [InlineData(AdapterKind.PubSub, false)]
    [InlineData(AdapterKind.Sharded, false)]
    [InlineData(AdapterKind.Streams, false)]
    [InlineData(AdapterKind.Streams, true)]
    public async Task SocketEmit_AfterABroadcast_ComesAfterIt(AdapterKind kind, bool recovery)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var server = await Cluster.StartAsync(
            kind, redis.Address, options: options => options.ConnectionStateRecovery = recovery ? new RecoveryOptions() : null);
        await using var a = await server.ConnectAsync();
        await Cluster.BecomeWholeAsync((server, a));
        await a.DrainAsync();
        var socket = server.IO.Sockets[a.Id];
        var emits = new List<Task>();

        void Emit(int from)
        {
            for (var i = from; i < from + Rounds; i++)
            {
                emits.Add(server.IO.EmitAsync("all", i).AsTask());
                emits.Add(socket.EmitAsync("one", i).AsTask());
                emits.Add(server.IO.To(a.Id).EmitAsync("room", i).AsTask());
            }
        }

        async Task ExpectAsync(int from)
        {
            for (var i = from; i < from + Rounds; i++)
            {
                // With recovery, an event has its position as a further argument.
                foreach (var name in new[] { "all", "one", "room" })
                {
                    var packet = await a.ReceiveAsync();
                    Assert.StartsWith($"42[\"{name}\",{i}", packet);
                }
            }
        }

        Emit(0);
        await ExpectAsync(0);
        await redis.FreezeAsync();
        Emit(Rounds);
        await ExpectAsync(Rounds);
        await redis.ThawAsync();
        Emit(2 * Rounds);
        await ExpectAsync(2 * Rounds);
        await Record.ExceptionAsync(() => Task.WhenAll(emits).Within());
        await a.ExpectNothingAsync();
    }
}
