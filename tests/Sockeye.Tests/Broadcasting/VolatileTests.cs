using System.Text.Json;

namespace Sockeye.Tests.Broadcasting;

/// <summary>What is volatile goes only where it can leave at once.</summary>
public sealed class VolatileTests
{
    [Theory]
    [InlineData(TestTransport.WebSocket)]
    [InlineData(TestTransport.Polling)]
    public async Task Volatile_WhileTheTransportIsWritable_Arrives(TestTransport transport)
    {
        await using var scene = await Scene.StartAsync(0);
        var socket = await scene.AddAsync(transport);
        await Waiting.Until(() => socket.Session.IsWritable);

        await socket.Volatile.EmitAsync("e", 1);

        await scene.Clients[0].ExpectAsync("""42["e",1]""");
        await Waiting.Until(() => socket.Session.IsWritable);
        await scene.IO.Volatile.To(socket.Id).EmitAsync("e", 2);
        await scene.Clients[0].ExpectAsync("""42["e",2]""");
    }

    [Fact]
    public async Task Volatile_WithoutAPollWaiting_IsDropped()
    {
        await using var server = await TestServer.StartAsync();
        using var http = new HttpClient { BaseAddress = server.Url };
        var open = await http.GetStringAsync("/socket.io/?EIO=4&transport=polling").Within();
        var url = "/socket.io/?EIO=4&transport=polling&sid=" + JsonElement.Parse(open[1..]).GetProperty("sid").GetString();
        await http.PostAsync(url, new StringContent("40")).Within();
        Assert.StartsWith("40{", await http.GetStringAsync(url).Within());
        var socket = server.IO.Sockets.Values.Single();

        await socket.Volatile.EmitAsync("dropped", 1);
        await socket.Volatile.EmitAsync("dropped", new byte[] { 1 });
        await server.IO.Volatile.EmitAsync("dropped", 2);
        await server.IO.To(socket.Id).Volatile.EmitAsync("dropped", 3);
        await socket.EmitAsync("kept");
        await socket.Volatile.EmitAsync("dropped", 4);

        Assert.Equal("""42["kept"]""", await http.GetStringAsync(url).Within());
    }
}
