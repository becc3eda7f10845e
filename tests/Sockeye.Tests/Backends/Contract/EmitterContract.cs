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
    public async Task Members_OnAllServers_AreWhatAnEmitterReads()
    {
        Presence here = null!;
        Presence there = null!;
        await using var first = await StartAsync(io => here = Use(io));
        await using var second = await StartAsync(io => there = Use(io));
        await using var ann = await JoinAsync(first, "ann", "é \ud83c\udf75");
        await using var bob = await JoinAsync(second, "bob");
        there.SetState("tea", "bob", new { typing = true });
        here.SetConnectionState(first.IO.Of("/chat").Sockets[ann.Id], "tea", "phone");
        await using var emitter = CreateEmitter();
        var presence = emitter.Of("chat").Presence(static options => options.Timeout = TimeSpan.FromSeconds(20));

        IReadOnlyList<PresenceMember> members = [];
        await UntilAsync(async () =>
        {
            members = await presence.MembersAsync("tea");
            return members is [{ Connections: [{ State.ValueKind: JsonValueKind.String }] }, { State.ValueKind: JsonValueKind.Object }];
        });
        Assert.Equal(["ann", "bob"], members.Select(static member => member.Id));
        Assert.Equal(("online", "é \ud83c\udf75"), (members[0].GetState<string>(), members[0].GetInfo<string>()));
        Assert.Equal((ann.Id, "phone"), (members[0].Connections[0].Id, members[0].Connections[0].GetState<string>()));
        Assert.True(members[1].State.GetProperty("typing").GetBoolean());
        Assert.Null(members[1].Info);

        Assert.Equal(2, await presence.CountAsync("tea"));
        Assert.Equal(0, await presence.CountAsync("empty"));
        Assert.Equal("bob", (await presence.FindAsync("tea", "bob"))!.Id);
        Assert.Null(await presence.FindAsync("tea", "cid"));
        var page = await presence.MembersAsync("tea", after: null, limit: 1);
        Assert.Equal(("ann", 2, "ann"), (Assert.Single(page.Members).Id, page.Count, page.Next));
        page = await presence.MembersAsync("tea", page.Next, limit: 5);
        Assert.Equal(("bob", null), (Assert.Single(page.Members).Id, page.Next));
    }

    [Fact]
    public async Task Members_OfManyBytes_ComeInParts()
    {
        await using var server = await StartAsync(static io => Use(io));
        var clients = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => JoinAsync(server, $"user {i:00}", new string('x', 60_000))));
        await using var emitter = CreateEmitter();
        var presence = emitter.Of("/chat").Presence(static options => options.Timeout = TimeSpan.FromSeconds(20));

        var members = await presence.MembersAsync("tea");

        Assert.Equal(Enumerable.Range(0, 20).Select(static i => $"user {i:00}"), members.Select(static member => member.Id));
        Assert.All(members, static member => Assert.Equal(60_000, member.GetInfo<string>()!.Length));
        await Task.WhenAll(clients.Select(static client => client.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task Question_ThatNobodyAnswers_EndsInTimeOrWhenItsCallerOrTheEmitterDoes()
    {
        var emitter = CreateEmitter();
        var presence = emitter.Of("/chat").Presence(static options => options.Timeout = TimeSpan.FromMilliseconds(300));
        var exception = await Assert.ThrowsAsync<TimeoutException>(() => presence.CountAsync("tea").Within());
        Assert.Contains("/chat", exception.Message, StringComparison.Ordinal);

        var patient = emitter.Presence(static options => options.Timeout = TimeSpan.FromMinutes(1));
        using var canceling = new CancellationTokenSource();
        var canceled = patient.MembersAsync("tea", canceling.Token);
        await canceling.CancelAsync();
        Assert.Equal(canceling.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => canceled.Within())).CancellationToken);

        var left = patient.MembersAsync("tea");
        await emitter.DisposeAsync();
        await Assert.ThrowsAsync<ClusterPublishException>(() => left.Within());
        await Assert.ThrowsAsync<ClusterPublishException>(() => patient.CountAsync("tea").Within());
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
        Assert.Throws<ArgumentOutOfRangeException>(() => emitter.Presence(static options => options.Timeout = TimeSpan.Zero));
        await Assert.ThrowsAsync<ArgumentException>(() => emitter.Presence().CountAsync(new string('x', 1025)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => emitter.Presence().MembersAsync("tea", null, 0));
    }

    /// <summary>A server whose heartbeat for rooms is short.</summary>
    private protected abstract Task<TestServer> StartAsync(Action<SocketIOServer> io);

    /// <summary>An emitter for it.</summary>
    protected abstract SocketIOEmitter CreateEmitter();

    private static Presence Use(SocketIOServer io) => io.Of("/chat").UsePresence(static options =>
    {
        options.Connections = true;
        options.Identify = static socket => socket.Handshake.Auth.GetString("user");
        options.Describe = static socket => socket.Handshake.Auth.GetString("info");
        options.MaxInfoBytes = 64 * 1024;
    });

    private static async Task<TestClient> JoinAsync(TestServer server, string user, string? info = null)
    {
        var client = await server.ConnectAsync("/chat", auth: JsonSerializer.Serialize(new { user, info }));
        await server.IO.Of("/chat").Sockets[client.Id].JoinAsync("tea");
        return client;
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(Waiting.Limit);
        while (!await condition())
        {
            limit.Token.ThrowIfCancellationRequested();
        }
    }

    private static (bool IsDone, string? Value) Show(EmitterRecordResult<string> result) => (result.IsDone, result.Record?.Value);
}
