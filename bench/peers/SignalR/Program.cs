using Microsoft.AspNetCore.Http.Connections;
using Sockeye.Bench.SignalR;

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.UseUrls($"http://127.0.0.1:{builder.Configuration["port"]}");
builder.Services.AddSignalR(options =>
{
    // The load generator only answers pings, and a client that is spoken to without pause is sent none.
    options.ClientTimeoutInterval = TimeSpan.FromMinutes(10);
});

WebApplication app = builder.Build();
app.MapHub<BenchHub>("/hub", options => options.Transports = HttpTransportType.WebSockets);
app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine("ready"));
app.Run();
