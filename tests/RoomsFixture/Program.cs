using System.Net;
using Sockeye.RoomsFixture;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
builder.WebHost.ConfigureKestrel((context, kestrel) => kestrel.Listen(IPAddress.Loopback, context.Configuration.GetValue("port", 0)));
var server = builder.Services.AddSocketIO();
if (builder.Configuration["redis"] is { } redis)
{
    server.AddRedis(redis);
}

var app = builder.Build();
HistoryNamespace.Serve(app.MapSocketIO());
await app.StartAsync();
Console.WriteLine($"ready {app.Urls.First()}");
await app.WaitForShutdownAsync();
