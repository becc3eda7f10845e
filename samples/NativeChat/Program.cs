using System.Security.Claims;
using System.Text.Json;
using Sockeye;
using Sockeye.Samples.NativeChat;

// Slim: without what a native program would carry along for nothing.
var builder = WebApplication.CreateSlimBuilder(args);
var io = builder.Services.AddSocketIO(options =>
{
    // Types known to the compiler: nothing is reflected upon.
    options.JsonSerializerOptions = new(JsonSerializerDefaults.Web) { TypeInfoResolver = ChatJson.Default };
    options.UserIdClaim = ClaimTypes.Name;
});

// Several servers are one chat: --redis localhost:6379
if (builder.Configuration["redis"] is { } redis)
{
    io.AddRedisSharded(redis);
}

// For clients with npm's socket.io-msgpack-parser: --parser msgpack
if (builder.Configuration["parser"] == "msgpack")
{
    io.AddMessagePack();
}

var app = builder.Build();
var chat = app.MapSocketIO().Of("/chat");

// There is no login: anybody may take any name.
chat.Use(socket =>
{
    var name = socket.Handshake.Auth.GetString("name") is { Length: > 0 and <= 40 } given
        ? given
        : throw new ConnectRefusedException("Say who you are: auth: { name }", new Refusal("E_NAME"));
    socket.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, name)], "sample"));
});
chat.MapHandlers<ChatHandlers>();
await app.StartAsync();
Console.WriteLine($"The chat is at {app.Urls.First()}");
await app.WaitForShutdownAsync();
