namespace Sockeye.RoomsFixture;

/// <summary><c>/records</c>: clients may create rooms, which end with their last member unless they are told to stay, and change and delete them.</summary>
internal static class RecordsNamespace
{
    public static void Serve(SocketIOServer io)
    {
        var ns = io.Of("/records");
        var records = ns.UseRecords<Lobby>(static options =>
        {
            options.EmptyGrace = TimeSpan.FromMilliseconds(200);
            options.WatchWindow = TimeSpan.FromMilliseconds(50);
        });
        ns.OnConnection(socket => socket
            .On("create", async (string room, Lobby lobby, bool stays, Acknowledgement ack) =>
            {
                var created = await records.CreateAsync(room, lobby, new RoomRecordLifetime { EndsWithLastMember = !stays });
                if (created.IsDone)
                {
                    await socket.JoinAsync(room);
                }

                await ack.SendAsync(new { created = created.IsDone, title = created.Record!.Value.Title });
            })
            .On("rename", async (string room, string title, Acknowledgement ack) =>
                await ack.SendAsync(new { version = (await records.UpdateAsync(room, lobby => lobby with { Title = title }))?.Version }))
            .On("delete", async (string room, Acknowledgement ack) => await ack.SendAsync(new { deleted = await records.DeleteAsync(room) }))
            .On("join", async (string room, Acknowledgement ack) =>
            {
                await socket.JoinAsync(room);
                await ack.SendAsync(new { room });
            })
            .On("leave", async (string room, Acknowledgement ack) =>
            {
                await socket.LeaveAsync(room);
                await ack.SendAsync(new { room });
            }));
    }

    internal sealed record Lobby(string Title);
}
