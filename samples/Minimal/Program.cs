using Sockeye;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSocketIO();
var app = builder.Build();
app.UseFileServer();                                           // serves wwwroot/index.html
var chat = app.MapSocketIO().Of("/chat");

chat.OnConnection(socket =>
{
    socket.On("join", async (string room) =>
    {
        await socket.JoinAsync(room);
        socket.To(room).Emit("joined", socket.Id);             // all members except this one
    });
    socket.On("say", (string room, string text) => chat.To(room).Emit("said", text));
});

app.Run();
