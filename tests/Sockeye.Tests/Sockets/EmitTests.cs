namespace Sockeye.Tests.Sockets;

/// <summary>What the application emits to one socket, as it stands on the wire.</summary>
public sealed class EmitTests
{
    [Fact]
    public async Task Emit_WithNoneToManyArguments_WritesThem()
    {
        await using var server = await TestServer.StartAsync(io => io.OnConnection(async socket =>
        {
            await socket.EmitAsync("e");
            await socket.EmitAsync("e", 1);
            await socket.EmitAsync("e", 1, "two");
            await socket.EmitAsync("e", 1, "two", 3.5);
            await socket.EmitAsync("e", 1, "two", 3.5, (string?)null);
            await socket.EmitAsync("e", 1, "two", 3.5, true, new[] { 5 }, new { Six = 6 });
            await socket.EmitAsync("e", new object?[] { null, "x" });
            await socket.EmitAsync("e", (object?)null);
        }));
        await using var client = await server.ConnectAsync();

        await client.ExpectAsync(
            """42["e"]""",
            """42["e",1]""",
            """42["e",1,"two"]""",
            """42["e",1,"two",3.5]""",
            """42["e",1,"two",3.5,null]""",
            """42["e",1,"two",3.5,true,[5],{"six":6}]""",
            """42["e",null,"x"]""",
            """42["e",null]""");
    }

    [Fact]
    public async Task Send_OfAPacketOfAnotherNamespace_Throws()
    {
        await using var server = await TestServer.StartAsync(io => io.Of("/a"));
        await using var client = await server.ConnectAsync();
        var socket = server.IO.MainNamespace.Sockets[client.Id];

        Assert.Throws<ArgumentException>(() => socket.Send(EventPacket.Create(server.IO.Of("/a"), "e")));
        socket.Send(EventPacket.Create(server.IO.MainNamespace, "e"));
        await client.ExpectAsync("""42["e"]""");
    }

    [Fact]
    public async Task Emit_WithBinary_WritesPlaceholdersAndAttachments()
    {
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket =>
            socket.EmitAsync("e", new byte[] { 1 }, new { Deep = new object[] { new ReadOnlyMemory<byte>([2, 3]) } }).AsTask()));
        await using var client = await server.ConnectAsync();

        await client.ExpectAsync("""452-["e",{"_placeholder":true,"num":0},{"deep":[{"_placeholder":true,"num":1}]}]""");
        Assert.Equal([1], await client.ReceiveBinaryAsync());
        Assert.Equal([2, 3], await client.ReceiveBinaryAsync());
    }

    [Fact]
    public async Task Emit_OverPolling_KeepsTheAttachmentsInTheSamePayload()
    {
        await using var server = await TestServer.StartAsync(io => io.OnConnection(async socket =>
        {
            await socket.EmitAsync("before");
            await socket.EmitAsync("e", new byte[] { 1 }, new byte[] { 2 });
            await socket.EmitAsync("after");
        }));
        await using var client = (PollingTestClient)await server.ConnectAsync(transport: TestTransport.Polling);

        await client.ExpectAsync("""42["before"]""", """452-["e",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]""");
        Assert.Equal([1], await client.ReceiveBinaryAsync());
        Assert.Equal([2], await client.ReceiveBinaryAsync());
        await client.ExpectAsync("""42["after"]""");
        var payload = client.LastPayload.Select(static frame => frame.ToString()).ToList();
        var text = payload.FindIndex(static frame => frame.StartsWith("452-", StringComparison.Ordinal));
        Assert.Equal(["01", "02"], payload[(text + 1)..(text + 3)]);
    }

    [Theory]
    [InlineData("connect")]
    [InlineData("connect_error")]
    [InlineData("disconnect")]
    [InlineData("disconnecting")]
    [InlineData("newListener")]
    [InlineData("removeListener")]
    public async Task Emit_OfAReservedName_Throws(string name)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var socket = server.IO.Sockets[client.Id];

        await Assert.ThrowsAsync<ArgumentException>(async () => await socket.EmitAsync(name, 1));
        await Assert.ThrowsAsync<ArgumentException>(async () => await server.IO.EmitAsync(name));
        await Assert.ThrowsAsync<ArgumentException>(async () => await server.IO.To("empty").EmitAsync(name));
        await Assert.ThrowsAsync<ArgumentException>(async () => await socket.EmitWithAckAsync(name));
        await Assert.ThrowsAsync<ArgumentException>(async () => await server.IO.EmitWithAckAsync(name));
    }

    [Fact]
    public async Task Emit_AfterDisconnect_DoesNothing()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var socket = server.IO.Sockets[client.Id];
        socket.Disconnect();
        await client.ExpectAsync("41");

        await socket.EmitAsync("late");
        await socket.Volatile.EmitAsync("late");

        await client.ExpectNothingAsync();
        Assert.False(socket.Connected);
    }

    [Fact]
    public async Task Emit_OfWhatCannotBeWritten_ThrowsAndLeavesTheServerUsable()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var socket = server.IO.Sockets[client.Id];

        await Assert.ThrowsAnyAsync<Exception>(async () => await socket.EmitAsync("e", new Unwritable()));
        await Assert.ThrowsAnyAsync<Exception>(async () => await server.IO.EmitAsync("e", "x", new byte[] { 1 }, new Unwritable()));

        await socket.EmitAsync("fine", 1);
        await client.ExpectAsync("""42["fine",1]""");
    }

    [Fact]
    public async Task Emit_WithModifiers_LeavesTheSocketAsItWas()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var socket = server.IO.Sockets[client.Id];
        var compressed = socket.Compress(true);
        var quick = compressed.Timeout(TimeSpan.FromMilliseconds(1));

        await compressed.EmitAsync("a");
        await quick.EmitAsync("b");
        await socket.Compress(false).EmitAsync("c", new byte[] { 1 });
        await compressed.EmitAsync("d");

        await client.ExpectAsync("""42["a"]""", """42["b"]""", """451-["c",{"_placeholder":true,"num":0}]""");
        Assert.Equal([1], await client.ReceiveBinaryAsync());
        await client.ExpectAsync("""42["d"]""");
    }

    private sealed class Unwritable
    {
        [System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1822", Justification = "The serializer looks at instance properties.")]
        public string Broken => throw new InvalidOperationException("unwritable");
    }
}
