namespace Sockeye.Tests.History;

/// <summary>Messages on their way to the members and into the history.</summary>
public sealed class HistoryEmitTests
{
    public static TheoryData<Action<RoomHistoryOptions>> WrongOptions => new()
    {
        static options => options.MaxMessages = 0,
        static options => options.MaxMessageBytes = 0,
        static options => options.MaxAge = TimeSpan.Zero,
        static options => options.MaxBytesPerRoom = options.MaxMessageBytes - 1,
        static options => options.MaxRooms = 0,
        static options => options.MaxTotalBytes = options.MaxBytesPerRoom - 1,
        static options => options.MaxPendingMessages = 0,
        static options => options.MaxPendingBytes = 0,
        static options => options.PageSize = 0,
        static options => options.MaxPageSize = options.PageSize - 1,
        static options => options.MaxPageBytes = 0,
        static options => options.ReplayOnJoin = -1,
        static options => options.ReplayOnJoin = options.MaxPageSize + 1,
        static options => options.WhenUnavailable = (HistoryFallback)9,
    };

    [Theory]
    [MemberData(nameof(WrongOptions))]
    public async Task UseHistory_WithAWrongOption_Throws(Action<RoomHistoryOptions> configure)
    {
        await using var server = await TestServer.StartAsync();

        Assert.ThrowsAny<ArgumentException>(() => server.IO.MainNamespace.UseHistory(configure));
        server.IO.MainNamespace.UseHistory();
        Assert.Throws<InvalidOperationException>(() => server.IO.MainNamespace.UseHistory());
    }

    [Fact]
    public async Task Emit_ToARoom_ReachesItsMembersWithTheOffset()
    {
        RoomHistory history = null!;
        await using var scene = await Scene.StartAsync(3, io => history = io.MainNamespace.UseHistory());
        await scene[0].JoinAsync("tea");
        await scene[1].JoinAsync("tea");

        var first = await history.EmitAsync("tea", "message", "hi", 1);
        var second = await history.From(scene[0]).EmitAsync("tea", "message", "from 0");
        var third = await history.AppendAsync("tea", "noted", "by nobody");

        Assert.Equal([$"""42["message","hi",1,"{first}"]""", $"""42["message","hi",1,"{first}"] 42["message","from 0","{second}"]""", ""], await scene.DrainAsync());
        Assert.Equal([first, second, third], new[] { third, first, second }.Order(StringComparer.Ordinal));
        var page = await history.ReadAsync("tea");
        Assert.Equal([first, second, third], page.Messages.Select(static message => message.Offset));
        Assert.Equal(["message", "message", "noted"], page.Messages.Select(static message => message.EventName));
        Assert.Equal(2, page.Messages[0].Arguments.Count);
        Assert.Equal("hi", page.Messages[0].Arguments.Get<string>(0));
    }

    [Fact]
    public async Task Emit_WithReceivedArguments_KeepsThemAsTheyWere()
    {
        RoomHistory history = null!;
        await using var scene = await Scene.StartAsync(2, io => history = io.MainNamespace.UseHistory());
        await scene[1].JoinAsync("tea");
        scene[0].On("say", async (IncomingEvent said) => await said.Acknowledgement.SendAsync(await history.From(said.Socket).EmitAsync("tea", "said", said.Arguments)));

        await scene.Clients[0].SendAsync("""451-1["say",{"a":[1.0,"é"],"b":{"_placeholder":true,"num":0}}]""", new byte[] { 1, 2 });

        var offset = (await scene.Clients[0].ReceiveAsync())[5..^2];
        await scene.Clients[1].ExpectAsync($$$"""451-["said",{"a":[1.0,"é"],"b":{"_placeholder":true,"num":0}},"{{{offset}}}"]""");
        Assert.Equal([1, 2], await scene.Clients[1].ReceiveBinaryAsync());
        var message = Assert.Single((await history.ReadAsync("tea")).Messages);
        Assert.Equal(offset, message.Offset);
        Assert.Equal([1, 2], message.Arguments.Attachments[0].ToArray());
    }

    [Fact]
    public async Task Emit_OfBytesThatChangeLater_KeepsWhatTheyWere()
    {
        await using var server = await TestServer.StartAsync();
        var history = server.IO.MainNamespace.UseHistory();
        byte[] bytes = [1, 2, 3];

        await history.EmitAsync("tea", "bytes", bytes);
        bytes[0] = 9;

        Assert.Equal([1, 2, 3], (await history.ReadAsync("tea")).Messages[0].Arguments.Get<byte[]>(0));
    }

    [Fact]
    public async Task Emit_OfTooMuch_IsRefusedAndAnswersTheClient()
    {
        RoomHistory history = null!;
        await using var scene = await Scene.StartAsync(1, io => history = io.MainNamespace.UseHistory(static options => options.MaxMessageBytes = 30));
        scene[0].On("say", async (string text) => await history.EmitAsync("tea", "said", text));

        await scene.Clients[0].SendAsync($"""421["say","{new string('x', 50)}"]""");

        await scene.Clients[0].ExpectAsync("""431[{"error":{"message":"the message is larger than 30 bytes","data":{"code":"E_TOO_LARGE"}}}]""");
        await Assert.ThrowsAsync<EventRefusedException>(async () => await history.AppendAsync("tea", "x", new byte[31]));
        await Assert.ThrowsAsync<ArgumentException>(async () => await history.EmitAsync("tea", "disconnect"));
        Assert.Empty((await history.ReadAsync("tea")).Messages);
        await history.EmitAsync("tea", "said", "fits");
        Assert.Single((await history.ReadAsync("tea")).Messages);
    }

    [Fact]
    public async Task From_WhereTheSenderMayNotSend_IsRefused()
    {
        RoomHistory history = null!;
        await using var scene = await Scene.StartAsync(2, io =>
        {
            history = io.MainNamespace.UseHistory();
            io.MainNamespace.RoomGate = new TestGate(static (room, access) => access != RoomAccess.Send || room == "tea");
        });
        scene.Namespace.Table.Join(scene[1], ["tea", "coffee"]);

        var refusal = await Assert.ThrowsAsync<EventRefusedException>(async () => await history.From(scene[0]).EmitAsync("coffee", "said"));
        var offset = await history.From(scene[0]).EmitAsync("tea", "said");

        Assert.Equal("members only", refusal.Message);
        Assert.Equal(["", $"""42["said","{offset}"]"""], await scene.DrainAsync());
        Assert.Empty((await history.ReadAsync("coffee")).Messages);
    }

    [Fact]
    public async Task Emit_WithRecovery_HasBothPositions()
    {
        RoomHistory history = null!;
        await using var scene = await Scene.StartAsync(
            1, io => history = io.MainNamespace.UseHistory(), options: static options => options.ConnectionStateRecovery = new RecoveryOptions());
        await scene[0].JoinAsync("tea");

        var offset = await history.EmitAsync("tea", "message", "hi");

        Assert.StartsWith($"""42["message","hi","{offset}",""", await scene.Clients[0].ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task History_OfARemovedNamespace_IsThereWhenItComesBack()
    {
        await using var server = await TestServer.StartAsync();
        await server.IO.Of("/a").UseHistory().EmitAsync("tea", "message", "hi");
        await server.IO.Of("/b").UseHistory().EmitAsync("tea", "message", "ho");

        await server.IO.Of("/a").RemoveAsync();

        var page = await server.IO.Of("/a").UseHistory().ReadAsync("tea");
        Assert.Equal("hi", Assert.Single(page.Messages).Arguments.Get<string>(0));
    }
}
