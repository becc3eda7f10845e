using System.Net;
using System.Text.Json;
using Sockeye;
using Sockeye.TypeScriptContracts;
using Sockeye.TypeScriptServer;

// Sends and answers what the contracts say.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
builder.Services.AddSocketIO();
var app = builder.Build();
var io = app.MapSocketIO();
io.Of("/chat").MapHandlers<ChatHandlers>();
io.Of("/admin/live users").OnConnection(socket =>
    socket.Emit("load", new Load(0.5, 1, TimeSpan.FromHours(30), JsonElement.Parse("""{"a":[1]}""")) { Others = new() { ["disk"] = "full" } }));

await app.StartAsync();
Console.WriteLine($"ready {app.Urls.First()}");
await app.WaitForShutdownAsync();
