using Sockeye;
using Sockeye.Samples.Cursors;

const string Board = "board";

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSocketIO();
var app = builder.Build();
app.UseFileServer();
var cursors = app.MapSocketIO().Of("/cursors");

// Who is here. There is no login: each connection is a visitor, with a name that the server reads once and a colour that the page changes.
cursors.UsePresence(new Look(Hue: 0), options =>
{
    options.Describe = socket => new { name = Name(socket) };
    options.GracePeriod = TimeSpan.Zero;
});

cursors.OnConnection(async socket =>
{
    // Volatile: a client that cannot take a position now skips it. The next one replaces it anyway.
    socket.On("move", (double x, double y) => socket.To(Board).Volatile.Emit("moved", socket.Id, Math.Clamp(x, 0, 1), Math.Clamp(y, 0, 1)));

    await socket.JoinAsync(Board);
});
app.Run();

static string Name(Socket socket) => socket.Handshake.Auth.GetString("name") is { Length: > 0 and <= 30 } name ? name : "somebody";
