using Sockeye;
using Sockeye.Samples.Chat;
using Sockeye.Samples.Chat.Admin;
using Sockeye.Samples.Chat.Messages;
using Sockeye.Samples.Chat.Rooms;

var builder = WebApplication.CreateBuilder(args);

builder.Services.AddOptions<ChatOptions>().BindConfiguration("Chat").ValidateDataAnnotations().ValidateOnStart();

builder.Services.Configure<SocketIOOptions>(builder.Configuration.GetSection("SocketIO"));
builder.Services.Configure<RoomOptions>(builder.Configuration.GetSection("Rooms"));

// The events of one member are handled one after the other: a message after the join that was sent before it.
var socketIO = builder.Services.AddSocketIO(options => options.SerializeHandlers = true);

// With --redis host:port the chat runs on as many servers as there are on that Redis.
if (builder.Configuration["redis"] is { } redis)
{
    socketIO.AddRedisSharded(redis, options => options.ChannelPrefix = "sockeye-chat");
}

if (builder.Configuration["port"] is { } port)
{
    builder.WebHost.UseUrls($"http://localhost:{port}");
}

builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton<ChatNamespace>();
builder.Services.AddSingleton<RoomHandlers>();
builder.Services.AddSingleton<MessageHandlers>();
builder.Services.AddSingleton<Entrance>();
builder.Services.AddSingleton<Upkeep>();
builder.Services.AddSingleton<AdminToken>();
builder.Services.AddSingleton<AdminOverview>();
builder.Services.AddSingleton<AdminNamespace>();
builder.Services.AddHostedService(provider => provider.GetRequiredService<Upkeep>());
builder.Services.AddHostedService(provider => provider.GetRequiredService<AdminOverview>());

var app = builder.Build();

app.UseSecurityHeaders();
app.UseDefaultFiles();
app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "no-cache" });
app.MapGet("/admin", () => Results.Redirect("/admin.html"));
app.MapSocketIO();

app.Services.GetRequiredService<Entrance>().Map();
app.Services.GetRequiredService<AdminNamespace>().Map();
app.LogWelcome();

app.Run();
