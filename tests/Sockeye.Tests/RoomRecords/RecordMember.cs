using Sockeye.Hosting;

namespace Sockeye.Tests.Records;

/// <summary>One of the servers that share records.</summary>
internal sealed class RecordMember : IAsyncDisposable
{
    public static readonly TimeSpan Heartbeat = TimeSpan.FromMilliseconds(150);

    private readonly List<TestClient> _clients = [];

    public required TestServer Server { get; init; }

    public required RoomRecords<Lobby> Records { get; init; }

    public Inbox<string> Changes { get; } = new();

    public string Id => Server.IO.RoomCluster.ServerId;

    public static async Task<RecordMember> StartAsync(LoopbackRooms rooms, TimeSpan? grace = null, TimeSpan? heartbeat = null)
    {
        RoomRecords<Lobby> records = null!;
        var server = await TestServer.StartAsync(
            io => records = io.MainNamespace.UseRecords<Lobby>(options => options.EmptyGrace = grace ?? TimeSpan.FromMilliseconds(50)),
            services: rooms.Services + RoomSettings.Heartbeat(heartbeat ?? Heartbeat));
        var member = new RecordMember { Server = server, Records = records };
        await records.Ready.Within();
        records.OnChanged(change => member.Changes.Add(RecordScene.Text(change)));
        return member;
    }

    /// <summary>Waits until all have the same records, with the same numbers of members.</summary>
    public static Task AgreeAsync(params RecordMember[] members) =>
        Waiting.Until(() => members.Select(static member => string.Join('\n', member.Records.List().Records.Select(static record => $"{record} {record.Value} {record.Members}"))).Distinct().Count() == 1);

    public async Task<TestClient> JoinAsync(string room)
    {
        var client = await Server.ConnectAsync();
        _clients.Add(client);
        await Server.IO.Sockets[client.Id].JoinAsync(room);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }

        await Server.DisposeAsync();
    }
}
