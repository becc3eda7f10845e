namespace Sockeye.RoomsFixture;

/// <summary>
/// <c>/chat</c>, with presence: who a client is says its <c>auth.user</c>. <c>join</c>, <c>leave</c> and <c>members</c> take a room and answer; over HTTP, <c>/members</c> gives the people
/// of all rooms as this server knows them. <c>/devices</c> is the same with the states of connections, and with occupancy.
/// </summary>
internal static class PresenceNamespace
{
    public static void Serve(WebApplication app, SocketIOServer io)
    {
        var grace = app.Configuration.GetValue("grace", 2000);
        var presence = io.Of("/chat").OnConnection(socket => Listen(socket)).UsePresence(Configure);
        var devices = io.Of("/devices");
        devices.OnConnection(socket => Listen(socket)).UsePresence(options =>
        {
            Configure(options);
            options.Connections = true;
        });
        devices.UseOccupancy(static options => options.Window = TimeSpan.FromMilliseconds(50));
        app.MapGet("/members", () => presence.Rooms.ToDictionary(room => room.Key, room => presence.Members(room.Key).Select(member => member.Id)));

        void Configure(PresenceOptions options)
        {
            options.Identify = static socket => socket.Handshake.Auth.GetString("user");
            options.Describe = static socket => socket.Handshake.Auth.GetString("name") is { } name ? new { name } : null;
            options.GracePeriod = TimeSpan.FromMilliseconds(grace);
        }
    }

    private static void Listen(Socket socket) => socket
        .On("join", async (string room, Acknowledgement ack) =>
        {
            await socket.JoinAsync(room);
            await ack.SendAsync(new { room });
        })
        .On("leave", async (string room, Acknowledgement ack) =>
        {
            await socket.LeaveAsync(room);
            await ack.SendAsync(new { room });
        });
}
