using Sockeye;
using Sockeye.Samples.Rooms;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSocketIO();
var app = builder.Build();
app.UseFileServer();
var ns = app.MapSocketIO().Of("/rooms");

// Which rooms there are. A room ends when it has had no members for a while.
var records = ns.UseRecords<Room>();

// Who is in a room. There is no login: each connection is a member, with the name that the page gives.
ns.UsePresence(options =>
{
    options.Describe = socket => new { name = Name(socket) };
    options.GracePeriod = TimeSpan.Zero;
});

// What was said in a room.
var history = ns.UseHistory();

ns.OnConnection(socket => socket
    .On("create", async (string title, Acknowledgement ack) =>
    {
        var room = new Room(Text(title, 40));
        await records.CreateAsync(room.Title.ToUpperInvariant(), room, new RoomRecordLifetime { EndsWithLastMember = true });
        ack.Send(new { room = room.Title.ToUpperInvariant() });
    })
    .On("join", async (string room, Acknowledgement ack) =>
    {
        if (await records.GetAsync(room) is null)
        {
            throw new EventRefusedException("This room has ended.", new { code = "E_NOT_FOUND" });
        }

        await socket.JoinAsync(room);
        ack.Send(new { room });
    })
    .On("leave", async (string room, Acknowledgement ack) =>
    {
        await socket.LeaveAsync(room);
        ack.Send(new { room });
    })
    .On("say", async (string room, string text, Acknowledgement ack) =>
    {
        if (!socket.IsIn(room))
        {
            throw new EventRefusedException("You are not in this room.", new { code = "E_NOT_IN_ROOM" });
        }

        await history.EmitAsync(room, "message", new { room, from = Name(socket), text = Text(text, 500) });
        ack.Send(new { room });
    }));
app.Run();

static string Name(Socket socket) => socket.Handshake.Auth.GetString("name") is { Length: > 0 and <= 30 } name ? name : "somebody";

static string Text(string? text, int most) => text?.Trim() is { Length: > 0 } trimmed && trimmed.Length <= most
    ? trimmed
    : throw new EventRefusedException($"Write between 1 and {most} characters.", new { code = "E_INVALID" });
