using System.Text.Json;

namespace Sockeye.Tests.Backends;

/// <summary>What an emitter does with records and messages of rooms, beside a server that has them.</summary>
public abstract class EmitterContract
{
    [Fact]
    public async Task Record_OfAnEmitter_IsOnTheServer_AndTheOtherWayRound()
    {
        RoomRecords<string> records = null!;
        await using var server = await StartAsync(io => records = io.Of("/chat").UseRecords<string>());
        await records.Ready.Within();
        await using var emitter = CreateEmitter();
        var rooms = emitter.Of("/chat").Records<string>();

        var made = await rooms.CreateAsync("tea", "Tea", new RoomRecordLifetime { ExpiresAfter = TimeSpan.FromHours(1) });
        Assert.Equal((true, "Tea", 1), (made.IsDone, made.Record!.Value, made.Record.Version));
        await Waiting.Until(() => records.Find("tea")?.Value == "Tea");
        await records.UpdateAsync("tea", static value => value + " and cakes");

        Assert.Equal("Tea and cakes", (await rooms.FindAsync("tea"))!.Value);
        Assert.Equal((false, "Tea and cakes"), Show(await rooms.CreateAsync("tea", "x")));
        Assert.Equal((false, "Tea and cakes"), Show(await rooms.SetAsync("tea", "x", expectedVersion: 1)));
        Assert.Equal((true, "Coffee"), Show(await rooms.SetAsync("tea", "Coffee", expectedVersion: 2)));
        Assert.Equal((false, null), Show(await rooms.SetAsync("none", "x")));
        await rooms.CreateAsync("second", "2");
        Assert.Equal(["second 2", "tea Coffee"], (await rooms.ListAsync()).Select(static record => $"{record.Room} {record.Value}").Order(StringComparer.Ordinal));

        Assert.False(await rooms.DeleteAsync("tea", expectedVersion: 1));
        Assert.True(await rooms.DeleteAsync("tea"));
        Assert.Null(await rooms.FindAsync("tea"));
        await Waiting.Until(() => records.Find("tea") is null && records.Find("second") is not null);
    }

    [Fact]
    public async Task Message_OfAnEmitter_IsSentAndKept_AndItReadsThoseOfTheServer()
    {
        RoomHistory history = null!;
        await using var server = await StartAsync(io => history = io.MainNamespace.UseHistory());
        await using var client = await server.ConnectAsync();
        await server.IO.Sockets[client.Id].JoinAsync("tea");
        await using var emitter = CreateEmitter();
        var messages = emitter.History();

        var offset = await messages.EmitAsync("tea", "said", "é", 1);
        await client.ExpectAsync($"42[\"said\",\"é\",1,\"{offset}\"]");
        var unsent = await messages.AppendAsync("tea", "nothing");
        await history.AppendAsync("tea", "bytes", "x", new byte[] { 1, 2 }, new { bytes = new byte[] { 3 } });

        var page = await messages.ReadAsync("tea");
        Assert.Equal(["said", "nothing", "bytes"], page.Messages.Select(static message => message.EventName));
        Assert.Equal([offset, unsent], page.Messages.Take(2).Select(static message => message.Offset));
        Assert.Equal(("é", 1, 2), (page.Messages[0].Get<string>(0), page.Messages[0].Get<int>(1), page.Messages[0].Count));
        Assert.Equal([1, 2], page.Messages[2].Get<byte[]>(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => page.Messages[1].Get<JsonElement>(0));
        Assert.Equal(["said", "nothing"], (await history.ReadAsync("tea", limit: 10)).Messages.Take(2).Select(static message => message.EventName));
        Assert.Equal(["bytes"], (await messages.ReadAsync("tea", since: unsent)).Messages.Select(static message => message.EventName));

        await messages.DeleteAsync("tea", upToOffset: unsent);
        Assert.Equal(["bytes"], (await history.ReadAsync("tea")).Messages.Select(static message => message.EventName));
    }

    [Fact]
    public async Task WhatIsWrong_IsSaid()
    {
        await using var emitter = CreateEmitter();
        var rooms = emitter.Records<string>(static options => options.MaxRecordBytes = 10);
        await Assert.ThrowsAsync<ArgumentException>(() => rooms.CreateAsync(string.Empty, "x").AsTask());
        await Assert.ThrowsAsync<ArgumentException>(() => rooms.CreateAsync("\ud83c", "x").AsTask());
        await Assert.ThrowsAsync<ArgumentException>(() => rooms.SetAsync("tea", "123456789").AsTask());
        var messages = emitter.History(static options => options.MaxMessageBytes = 10);
        await Assert.ThrowsAsync<ArgumentException>(() => messages.EmitAsync("tea", "said", "123").AsTask());
        await Assert.ThrowsAsync<ArgumentException>(() => messages.EmitAsync("tea", "connect").AsTask());
        await Assert.ThrowsAsync<ArgumentException>(() => messages.ReadAsync("tea", since: "x"));
    }

    /// <summary>A server whose heartbeat for rooms is short.</summary>
    private protected abstract Task<TestServer> StartAsync(Action<SocketIOServer> io);

    /// <summary>An emitter for it.</summary>
    protected abstract SocketIOEmitter CreateEmitter();

    private static (bool IsDone, string? Value) Show(EmitterRecordResult<string> result) => (result.IsDone, result.Record?.Value);
}
