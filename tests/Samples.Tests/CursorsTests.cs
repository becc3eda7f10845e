extern alias Cursors;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc.Testing;
using Sockeye.Testing;

namespace Sockeye.Samples.Tests;

/// <summary><c>samples/Cursors</c>: volatile events and presence.</summary>
public sealed class CursorsTests : IAsyncDisposable
{
    private readonly WebApplicationFactory<Cursors::Program> _cursors = new();

    [Fact]
    public async Task Move_IsHeardByTheOthers_WithinTheBoard()
    {
        var moved = new Inbox<(string Who, double X, double Y)>();
        await using var ann = await ConnectAsync("ann", client => client.On("moved", (string id, double x, double y) => moved.Add((id, x, y))));
        await using var bob = await ConnectAsync("bob", client => client.On("moved", (string id, double x, double y) => moved.Add((id, x, y))));

        bob.Of().Emit("move", 0.25, 7);

        Assert.Equal((bob.Of().Id!, 0.25, 1), await moved.NextAsync());
        ann.Of().Emit("move", -1, 0.5);
        Assert.Equal((ann.Of().Id!, 0, 0.5), await moved.NextAsync());
    }

    [Fact]
    public async Task Presence_SaysWhoComesAndGoes_AndInWhichColour()
    {
        var (joined, updated, left) = (new Inbox<JsonElement>(), new Inbox<JsonElement>(), new Inbox<JsonElement>());
        await using var ann = await ConnectAsync("ann", client =>
        {
            client.On<JsonElement>("presence:joined", change => Add(change, joined));
            client.On<JsonElement>("presence:updated", change => Add(change, updated));
            client.On<JsonElement>("presence:left", change => Add(change, left));
        });

        var bob = await ConnectAsync("bob");
        var id = bob.Of().Id;
        JsonElement member;
        do
        {
            member = await joined.NextAsync();   // ann may hear of herself first
        }
        while (member.GetProperty("id").GetString() != id);

        Assert.Equal("bob", member.GetProperty("info").GetProperty("name").GetString());
        await bob.Of().EmitWithAckAsync("presence:update", "board", new { hue = 120 }).Within();
        Assert.Equal(120, (await updated.NextAsync()).GetProperty("state").GetProperty("hue").GetInt32());
        await bob.DisposeAsync();
        Assert.Equal(id, (await left.NextAsync()).GetProperty("id").GetString());

        static void Add(JsonElement change, Inbox<JsonElement> inbox)
        {
            foreach (var member in change.GetProperty("members").EnumerateArray())
            {
                inbox.Add(member.Clone());
            }
        }
    }

    [Fact]
    public async Task Colour_ThatIsNoNumber_IsRefused()
    {
        await using var ann = await ConnectAsync("ann");

        var answer = await ann.Of().EmitWithAckAsync("presence:update", "board", new { hue = "red; background: url(//example.com)" }).Within();
        var refused = Assert.Throws<AnswerErrorException>(() => answer.GetRequiredAnswer<JsonElement>());

        Assert.Equal("E_INVALID", refused.ErrorData!.Value.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Page_AndItsScripts_AreServed()
    {
        using var http = _cursors.CreateClient();

        var page = await http.GetStringAsync(new Uri("/", UriKind.Relative));
        var script = await http.GetStringAsync(new Uri("/cursors.js", UriKind.Relative));
        using var rooms = await http.GetAsync(new Uri("/socket.io/sockeye-rooms.min.js", UriKind.Relative));

        Assert.Contains("/socket.io/sockeye-rooms.min.js", page, StringComparison.Ordinal);
        Assert.Contains("""socket.volatile.emit("move",""", script, StringComparison.Ordinal);
        Assert.True(rooms.IsSuccessStatusCode);
    }

    public ValueTask DisposeAsync() => _cursors.DisposeAsync();

    private async Task<SocketIOClient> ConnectAsync(string name, Action<ClientSocket>? listen = null)
    {
        var client = _cursors.CreateSocketIOClient("/cursors");
        client.Of().Auth = new { name };
        listen?.Invoke(client.Of());
        await client.Of().ConnectAsync().Within();
        return client;
    }
}
