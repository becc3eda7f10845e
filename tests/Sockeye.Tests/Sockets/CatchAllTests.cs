using Sockeye.Testing;

namespace Sockeye.Tests.Sockets;

public sealed class CatchAllTests
{
    [Fact]
    public async Task OnAny_Event_ComesBeforeItsOwnListeners()
    {
        var calls = new Inbox<string>();
        await using var fake = await FakeSocket.ConnectAsync();
        fake.Socket
            .On("e", (int number) => calls.Add($"own {number}"))
            .OnAny(e => calls.Add($"any {e.Name} {e.Arguments.Get<int>(0)}"))
            .PrependAny(e => calls.Add($"prepended {e.Name}"));

        await fake.DeliverAsync("e", 1).Within();
        await fake.DeliverAsync("unheard", 2).Within();

        Assert.Equal(["prepended e", "any e 1", "own 1", "prepended unheard", "any unheard 2"], await calls.NextAsync(5));
    }

    [Fact]
    public async Task OffAny_OneOrAll_RemovesThem()
    {
        var calls = new Inbox<string>();
        Action<IncomingEvent> first = _ => calls.Add("first");
        Action<IncomingEvent> second = _ => calls.Add("second");
        await using var fake = await FakeSocket.ConnectAsync();
        fake.Socket.OnAny(first).OnAny(second).OffAny(first);

        await fake.DeliverAsync("e").Within();
        fake.Socket.OffAny();
        await fake.DeliverAsync("e").Within();

        Assert.Equal("second", await calls.NextAsync());
        Assert.Equal(0, calls.Count);
    }

    [Fact]
    public async Task OnAny_MayAnswer()
    {
        await using var fake = await FakeSocket.ConnectAsync();
        fake.Socket.OnAny(e => e.Acknowledgement.SendAsync("from any"));

        Assert.Equal("from any", await fake.DeliverAsync<string>("whatever").Within());
    }

    [Fact]
    public async Task OnAnyOutgoing_EmitBroadcastAndAck_SeesEventsOnly()
    {
        var seen = new Inbox<string>();
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket
            .On("ask", (Acknowledgement ack) => ack.SendAsync("answer").AsTask())
            .OnAnyOutgoing(e => seen.Add($"{e.Name}:{e.Arguments.Count}:{e.Socket.Id == socket.Id}"))
            .PrependAnyOutgoing(e => seen.Add($"prepended {e.Name}"))));
        await using var client = await server.ConnectAsync();
        var socket = server.IO.Sockets[client.Id];

        await socket.EmitAsync("direct", 1, new byte[] { 2 });
        await server.IO.EmitAsync("broadcast");
        await server.IO.To(client.Id).EmitAsync("room", 1);
        await client.SendAsync("""420["ask"]""");

        await client.ExpectAsync("""451-["direct",1,{"_placeholder":true,"num":0}]""");
        await client.ReceiveBinaryAsync();
        await client.ExpectAsync("""42["broadcast"]""", """42["room",1]""", """430["answer"]""");
        Assert.Equal(
            ["prepended direct", "direct:2:True", "prepended broadcast", "broadcast:0:True", "prepended room", "room:1:True"],
            await seen.NextAsync(6));
        Assert.Equal(0, seen.Count);
    }

    [Fact]
    public async Task OffAnyOutgoing_OneOrAll_RemovesThem()
    {
        var seen = new Inbox<string>();
        Action<OutgoingEvent> first = _ => seen.Add("first");
        Action<OutgoingEvent> second = _ => seen.Add("second");
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var socket = server.IO.Sockets[client.Id];

        await socket.OnAnyOutgoing(first).OnAnyOutgoing(second).OffAnyOutgoing(first).EmitAsync("a");
        await socket.OffAnyOutgoing().EmitAsync("b");

        await client.ExpectAsync("""42["a"]""", """42["b"]""");
        Assert.Equal("second", await seen.NextAsync());
        Assert.Equal(0, seen.Count);
    }

    [Fact]
    public async Task OnAny_ThatThrows_DoesNotKeepTheEventFromItsListeners()
    {
        var got = new Inbox<string>();
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket
            .OnAny(static _ => throw new InvalidOperationException("any broke"))
            .OnAnyOutgoing(static _ => throw new InvalidOperationException("outgoing broke"))
            .On("e", () => got.Add("own"))));
        server.Log.Expect("any broke");
        server.Log.Expect("outgoing broke");
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""42["e"]""");
        Assert.Equal("own", await got.NextAsync());
        await server.IO.EmitAsync("out");

        await client.ExpectAsync("""42["out"]""");
    }
}
