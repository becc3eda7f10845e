using System.Globalization;
using System.Text.Json;

namespace Sockeye.Tests.Broadcasting;

/// <summary>A packet and its attachments stay together, whoever else sends at the same time.</summary>
public sealed class ConcurrentEmitTests
{
    private const int Emitters = 32;
    private const int Rounds = 40;

    [Theory]
    [InlineData(TestTransport.WebSocket)]
    [InlineData(TestTransport.Polling)]
    public async Task Emit_WithAttachmentsFromManyThreads_KeepsThemTogetherAndInOrder(TestTransport transport)
    {
        await using var scene = await Scene.StartAsync(0);
        var socket = await scene.AddAsync(transport);
        await socket.JoinAsync("room");

        var emitting = Task.WhenAll(Enumerable.Range(0, Emitters).Select(emitter => Task.Run(() => EmitAsync(scene, socket, emitter))));

        var next = new int[Emitters];
        for (var i = 0; i < Emitters * Rounds; i++)
        {
            var text = await scene.Clients[0].ReceiveAsync();
            var binary = text.StartsWith("452-", StringComparison.Ordinal);
            var arguments = JsonElement.Parse(text[(binary ? 4 : 2)..]);
            var (emitter, round) = (arguments[1].GetInt32(), arguments[2].GetInt32());
            Assert.Equal(next[emitter]++, round);
            if (binary)
            {
                Assert.Equal([(byte)emitter], await scene.Clients[0].ReceiveBinaryAsync());
                Assert.Equal([(byte)round], await scene.Clients[0].ReceiveBinaryAsync());
            }
        }

        await emitting.Within();
        await scene.Clients[0].ExpectNothingAsync();
    }

    [Fact]
    public async Task Broadcast_WhileSocketsJoinTheNamespace_ComesAfterTheirWelcome()
    {
        await using var scene = await Scene.StartAsync(0);
        using var stop = new CancellationTokenSource();
        var broadcasting = Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                await scene.IO.EmitAsync("tick", i);
                await Task.Yield();
            }
        });

        for (var i = 0; i < 30; i++)
        {
            await using var client = await scene.Server.ConnectAsync(transport: i % 2 == 0 ? TestTransport.WebSocket : TestTransport.Polling);
            var first = await ReadTickAsync(client);
            Assert.Equal(first + 1, await ReadTickAsync(client));
            Assert.Equal(first + 2, await ReadTickAsync(client));
        }

        await stop.CancelAsync();
        await broadcasting.Within();
    }

    private static async Task<int> ReadTickAsync(TestClient client)
    {
        var packet = await client.ReceiveAsync();
        Assert.StartsWith("""42["tick",""", packet);
        return int.Parse(packet[10..^1], CultureInfo.InvariantCulture);
    }

    private static async Task EmitAsync(Scene scene, Socket socket, int emitter)
    {
        for (var round = 0; round < Rounds; round++)
        {
            object?[] arguments = [emitter, round, new[] { (byte)emitter }, new[] { (byte)round }];
            await ((emitter + round) % 4 == 0 ? socket.EmitAsync("e", emitter, round)
                : emitter % 3 == 0 ? scene.IO.EmitAsync("e", arguments)
                : emitter % 3 == 1 ? scene.IO.To("room").EmitAsync("e", arguments)
                : socket.EmitAsync("e", arguments));
        }
    }
}
