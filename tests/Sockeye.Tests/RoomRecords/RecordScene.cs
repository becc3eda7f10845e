namespace Sockeye.Tests.Records;

/// <summary>A server whose rooms have records, and what it tells of them.</summary>
internal sealed class RecordScene : IAsyncDisposable
{
    private RecordScene(Scene scene, RoomRecords<Lobby> records)
    {
        Scene = scene;
        Records = records;
    }

    public Scene Scene { get; }

    public RoomRecords<Lobby> Records { get; }

    public Inbox<string> Changes { get; } = new();

    public static async Task<RecordScene> StartAsync(
        int clients = 0, Action<RoomRecordOptions<Lobby>>? configure = null, Action<SocketIOServer>? io = null, bool fakeTime = false)
    {
        RoomRecords<Lobby> records = null!;
        var scene = await Scene.StartAsync(
            clients,
            server =>
            {
                io?.Invoke(server);
                records = server.MainNamespace.UseRecords(configure);
            },
            options: static options => options.Engine.PingInterval = TimeSpan.FromHours(10), // the clock goes faster than clients answer
            fakeTime: fakeTime);
        var started = new RecordScene(scene, records);
        records.OnChanged(change => started.Changes.Add(Text(change)));
        return started;
    }

    public static string Text(RoomRecordChange<Lobby> change) => $"{change.Kind} {change.Record.Room} {change.Record.Value.Title} v{change.Record.Version} {change.End}".TrimEnd();

    /// <summary>Moves the clock on until something is told.</summary>
    public async Task<string> NextAsync(TimeSpan step)
    {
        await Waiting.Until(() =>
        {
            if (Changes.Count > 0)
            {
                return true;
            }

            Scene.Server.Time.Advance(step);
            return false;
        });
        return await Changes.NextAsync();
    }

    public ValueTask DisposeAsync() => Scene.DisposeAsync();
}
