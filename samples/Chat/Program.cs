using Sockeye.Samples.Chat;
using Sockeye.Samples.Chat.Admin;
using Sockeye.Samples.Chat.Cluster;
using Sockeye.Samples.Chat.Members;
using Sockeye.Samples.Chat.Messages;
using Sockeye.Samples.Chat.Rooms;

var builder = WebApplication.CreateBuilder(args);

builder.Services.AddOptions<ChatOptions>().BindConfiguration("Chat").ValidateDataAnnotations().ValidateOnStart();

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
builder.Services.AddSingleton<MemberRegistry>();
builder.Services.AddSingleton<NameClaims>();
builder.Services.AddSingleton<OtherServers>();
builder.Services.AddSingleton<RoomRegistry>();
builder.Services.AddSingleton<RoomsElsewhere>();
builder.Services.AddSingleton<RoomNews>();
builder.Services.AddSingleton<RoomMemberships>();
builder.Services.AddSingleton<MessageHandlers>();
builder.Services.AddSingleton<ChatNamespace>();
builder.Services.AddSingleton<AdminToken>();
builder.Services.AddSingleton<AdminOverview>();
builder.Services.AddSingleton<AdminNamespace>();
builder.Services.AddSingleton<Kicks>();
builder.Services.AddHostedService<Housekeeping>();
builder.Services.AddHostedService(provider => provider.GetRequiredService<OtherServers>());

var app = builder.Build();

app.UseSecurityHeaders();
app.UseDefaultFiles();
app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "no-cache" });
app.MapGet("/admin", () => Results.Redirect("/admin.html"));
app.MapSocketIO();

app.Services.GetRequiredService<ChatNamespace>().Map();
app.Services.GetRequiredService<AdminNamespace>().Map();
app.LogWelcome();

app.Run();
