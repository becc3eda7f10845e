using Sockeye;
using SockeyeChat;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSocketIO();

var app = builder.Build();

// The page: wwwroot/index.html.
app.UseFileServer();

// The public methods of ChatHandlers are the events that a page may send.
app.MapSocketIO().Of("/chat").MapHandlers<ChatHandlers>();

app.Run();
