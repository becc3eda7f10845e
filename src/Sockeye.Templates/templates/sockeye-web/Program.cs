using Sockeye;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSocketIO();

var app = builder.Build();

// The page: wwwroot/index.html.
app.UseFileServer();

// The server, at /socket.io/. Each visitor of the page is a socket.
var io = app.MapSocketIO();
io.OnConnection(socket =>
{
    // What one visitor says goes to all of them.
    socket.On<string>("message", text => io.Emit("message", text));
});

app.Run();
