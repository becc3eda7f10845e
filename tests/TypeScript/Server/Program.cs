using System.Net;
using System.Text.Json;
using Sockeye;
using Sockeye.TypeScriptContracts;

// Sends and answers what the contracts say.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
builder.Services.AddSocketIO();
var app = builder.Build();
var io = app.MapSocketIO();

var bob = new Person(Guid.NewGuid(), "bob", [], null);
var ann = new Person(Guid.NewGuid(), "ann", [bob], new Uri("https://example.com/ann"));
io.Of("/chat").OnConnection(socket => socket
    .On("join", (string room, Acknowledgement ack) =>
    {
        ack.Send(new[] { ann, bob });
        socket.Emit("userJoined", ann, DateTimeOffset.UtcNow);
        socket.Emit("room closed", room, null);
        socket.Emit("picture", new byte[] { 1, 2, 3 }, new Dictionary<string, ReadOnlyMemory<byte>> { ["small"] = new byte[] { 1 } });
    })
    .On("say", async (Message message) =>
    {
        var vote = await socket.EmitWithAckAsync<Vote>("askVote", message.Text);
        socket.Emit("joined", $"{vote?.Choice} {vote?.Comment} {vote?.Weight} {message.Attachment?.Length}");
    })
    .On("search", (string text, int? limit, Sorting? sorting, Acknowledgement ack) => ack.Send(
        new Page<Message>([new Message { Text = $"{text} {limit} {sorting}", Sender = null, EditedAt = limit is null ? null : DateTime.UtcNow, Reactions = { ["Like it"] = 1 } }], null)))
    .On("upload", (string name, byte[] content, Acknowledgement ack) => ack.Send(content.Reverse().ToArray()))
    .On("draw", (Shape? shape, Acknowledgement ack) => ack.Send(shape))
    .On("leave", (string? reason) => throw new EventRefusedException(reason ?? "")));
io.Of("/admin/live users").OnConnection(socket =>
    socket.Emit("load", new Load(0.5, 1, TimeSpan.FromHours(30), JsonElement.Parse("""{"a":[1]}""")) { Others = new() { ["disk"] = "full" } }));

await app.StartAsync();
Console.WriteLine($"ready {app.Urls.First()}");
await app.WaitForShutdownAsync();
