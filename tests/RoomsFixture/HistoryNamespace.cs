namespace Sockeye.RoomsFixture;

/// <summary>Rooms that remember the last ten messages; whoever joins gets the last three.</summary>
internal static class HistoryNamespace
{
    public static void Serve(SocketIOServer io)
    {
        var ns = io.Of("/history");
        var history = ns.UseHistory(static options =>
        {
            options.MaxMessages = 10;
            options.ReplayOnJoin = 3;
        });
        ns.OnConnection(socket =>
        {
            socket.On("join", async (string room, Acknowledgement ack) =>
            {
                await socket.JoinAsync(room);
                await ack.SendAsync("in");
            });
            socket.On("say", async (string room, string text, byte[]? bytes, Acknowledgement ack) =>
                await ack.SendAsync(await (bytes is null ? history.EmitAsync(room, "said", text) : history.EmitAsync(room, "said", text, bytes))));
            socket.On("say to others", async (string room, string text, Acknowledgement ack) =>
                await ack.SendAsync(await history.From(socket).EmitAsync(room, "said", text)));
        });
    }
}
