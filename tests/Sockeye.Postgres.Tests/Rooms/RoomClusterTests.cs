using Microsoft.Extensions.DependencyInjection;
using Sockeye.Postgres.Tests.Support;

namespace Sockeye.Postgres.Tests.Rooms;

/// <summary>Servers on one Postgres share records, presence, history and permissions, as clients see them.</summary>
public sealed class RoomClusterTests(PostgresInstance postgres) : IClassFixture<PostgresInstance>
{
    [Fact]
    public async Task Record_MadeOnOneServer_IsOnTheOther()
    {
        RoomRecords<string> records = null!, others = null!;
        await using var here = await StartAsync("records", io => Serve(io, out records));
        await using var there = await StartAsync("records", io => Serve(io, out others));
        await Task.WhenAll(records.Ready, others.Ready).Within();
        await using var client = await there.ConnectAsync();
        await client.SendAsync("""420["rooms:watch",{}]""");
        await client.ExpectAsync("430[true]");

        var made = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Task.Run(async () => await (i % 2 == 0 ? records : others).CreateAsync("tea", $"by {i}"))));
        Assert.Single(made, static result => result.IsDone);
        await Waiting.Until(() => others.Find("tea") is not null && records.Find("tea") is not null);
        Assert.StartsWith("42[\"rooms:created\"", await client.ReceiveAsync(), StringComparison.Ordinal);
        await records.UpdateAsync("tea", static _ => "Tea and cakes");
        Assert.Contains("Tea and cakes", await client.ReceiveAsync(), StringComparison.Ordinal);
        await others.DeleteAsync("tea");
        Assert.StartsWith("42[\"rooms:deleted\"", await client.ReceiveAsync(), StringComparison.Ordinal);
        await Waiting.Until(() => records.Find("tea") is null);

        static void Serve(SocketIOServer io, out RoomRecords<string> records) => records = io.MainNamespace.UseRecords<string>();
    }

    [Fact]
    public async Task Member_OnOneServer_IsSeenOnTheOther_AndGoesWithItsServer()
    {
        Presence presence = null!;
        await using var here = await StartAsync("presence", io => presence = io.MainNamespace.UsePresence(static options => options.Identify = static socket => socket.Id));
        var there = await StartAsync("presence", static io => io.MainNamespace.UsePresence(static options => options.Identify = static socket => socket.Id));
        await using var client = await there.ConnectAsync();

        await there.IO.Sockets[client.Id].JoinAsync("tea");
        await Waiting.Until(() => presence.Count("tea") == 1);
        await there.DisposeAsync();
        await Waiting.Until(() => presence.Count("tea") == 0);
    }

    [Fact]
    public async Task Message_SaidOnOneServer_IsReadOnTheOther()
    {
        RoomHistory history = null!;
        await using var here = await StartAsync("history", io => history = io.MainNamespace.UseHistory());
        await using var there = await StartAsync("history", static io => io.MainNamespace.UseHistory());
        await using var client = await there.ConnectAsync();
        await there.IO.Sockets[client.Id].JoinAsync("tea");

        var offset = await history.EmitAsync("tea", "said", "é \ud83c\udf75");
        await client.ReceiveAsync();
        await client.SendAsync("""421["history:read","tea",{"last":1}]""");

        Assert.Contains(offset!, await client.ReceiveAsync(), StringComparison.Ordinal);
    }

    private Task<TestServer> StartAsync(string prefix, Action<SocketIOServer> io) => TestServer.StartAsync(
        io,
        services: services => services.AddSocketIO()
            .AddPostgres(postgres.ConnectionString, options => (options.ChannelPrefix, options.CreateTable) = (prefix, true))
            .ConfigureRooms(static options => options.HeartbeatInterval = TimeSpan.FromMilliseconds(500)));
}
