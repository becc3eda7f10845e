using System.Net.WebSockets;
using Sockeye.Bench.Kestrel;

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.UseUrls($"http://127.0.0.1:{builder.Configuration["port"]}");

WebApplication app = builder.Build();
var rooms = new RoomTable();
app.UseWebSockets();
byte[] megabyte = new byte[1_000_000];
app.Map("/megabyte", branch => branch.Run(context =>
{
    context.Response.ContentLength = megabyte.Length;
    return context.Response.Body.WriteAsync(megabyte).AsTask();
}));
app.Run(async context =>
{
    using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
    await new Connection(socket, rooms).RunAsync();
});
app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine("ready"));
app.Run();
