using System.Text.Json;
using Sockeye;
using Sockeye.Samples.Lambdas;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, WebRootPath = "../page" });
builder.Services.AddSocketIO();
var app = builder.Build();
app.UseFileServer();
var io = app.MapSocketIO();

io.OnConnection(socket =>
{
    socket.Data.Set("somebody");
    socket.On("rename", (string name, Acknowledgement ack) =>
    {
        Check("rename", nameof(name), name, 30);
        socket.Data.Set(name);
        ack.Send();
    });
    socket.On("join", async (string room) =>
    {
        Check("join", nameof(room), room, 30);
        await socket.JoinAsync(room);
        return await NamesAsync(In(room));
    });
    socket.On("say", (string room, string text, Acknowledgement ack) =>
    {
        Check("say", nameof(text), text, 500);
        In(room).Emit("said", room, socket.Data.Get<string>(), text);
        ack.Send();
    });
    socket.On("who", (string room) => NamesAsync(In(room)));
    socket.On("askRoom", async (string room, string topic) =>
    {
        Check("askRoom", nameof(topic), topic, 100);
        var acks = await In(room).Timeout(TimeSpan.FromSeconds(10)).EmitWithAckAsync("askVote", room, topic);
        var votes = acks.Answers.Select(VoteOf).ToList();
        return new Tally(votes.Count(vote => vote is { Yes: true }), votes.Count(vote => vote is { Yes: false }), votes.Count(vote => vote is null) + acks.TimedOut.Count);
    });

    BroadcastOperator In(string room) => socket.IsIn(room) ? io.In(room) : throw new EventRefusedException("You are not in this room.");
});

app.Run();

static void Check(string eventName, string argument, string value, int most)
{
    if (value.Length == 0 || value.Length > most)
    {
        var error = $"The field {argument} must be a string with a minimum length of 1 and a maximum length of {most}.";
        throw new EventRefusedException($"invalid arguments for \"{eventName}\"", new { code = "E_INVALID", errors = new Dictionary<string, string[]> { [argument] = [error] } });
    }
}

static async Task<string[]> NamesAsync(BroadcastOperator room) => [.. (await room.FetchSocketsAsync()).Select(member => member.Data.GetString()!).Order(StringComparer.Ordinal)];

// One that answers something else costs nobody else the vote.
static Vote? VoteOf(BroadcastAck ack)
{
    try
    {
        return ack.Arguments.GetRequiredAnswer<Vote>();
    }
    catch (Exception exception) when (exception is AnswerErrorException or JsonException)
    {
        return null;
    }
}
