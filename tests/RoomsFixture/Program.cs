using System.Net;
using Sockeye.RoomsFixture;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
builder.WebHost.ConfigureKestrel((context, kestrel) => kestrel.Listen(IPAddress.Loopback, context.Configuration.GetValue("port", 0)));
var server = builder.Services.AddSocketIO().ConfigureRooms(options =>
    options.HeartbeatInterval = TimeSpan.FromMilliseconds(builder.Configuration.GetValue("heartbeat", 5000)));
if (builder.Configuration["redis"] is { } redis)
{
    server.AddRedis(redis);
}

if (builder.Configuration["postgres"] is { } postgres)
{
    server.AddPostgres(postgres, static options => options.CreateTable = true);
}

var app = builder.Build();
var io = app.MapSocketIO();
PresenceNamespace.Serve(app, io);
HistoryNamespace.Serve(io);
RecordsNamespace.Serve(io);
PermissionNamespace.Serve(io);
await app.StartAsync();
Console.WriteLine($"ready {app.Urls.First()}");
await app.WaitForShutdownAsync();
