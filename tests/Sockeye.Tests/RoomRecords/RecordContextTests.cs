using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sockeye.Tests.Records;

/// <summary>Values of rooms whose types come from a context of the source generator: their properties are named as those of events.</summary>
public sealed partial class RecordContextTests
{
    [Fact]
    public async Task Record_OfAContext_IsNamedAsEventsAre()
    {
        RoomRecords<Lobby> records = null!;
        await using var server = await TestServer.StartAsync(io => records = io.MainNamespace.UseRecords(LobbyJson.Default.Lobby));
        await using var client = await server.ConnectAsync();
        await records.CreateAsync("tea", new Lobby("Tea", 5));

        await client.SendAsync("""421["rooms:get","tea"]""");
        var answer = await client.ReceiveAsync();
        await server.IO.EmitAsync("lobby", new Lobby("Tea", 5));

        Assert.Contains("""value":{"title":"Tea","limit":5}""", answer, StringComparison.Ordinal);
        await client.ExpectAsync("""42["lobby",{"title":"Tea","limit":5}]""");
        Assert.Equal(new Lobby("Tea", 5), records.Find("tea")!.Value);
    }

    [Fact]
    public async Task Record_OfAContext_FollowsTheNamesOfTheServer()
    {
        RoomRecords<Lobby> records = null!;
        await using var server = await TestServer.StartAsync(
            io => records = io.MainNamespace.UseRecords(LobbyJson.Default.Lobby),
            static options => options.JsonSerializerOptions = new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.KebabCaseUpper });
        await using var client = await server.ConnectAsync();
        await records.CreateAsync("tea", new Lobby("Tea", 5));

        await client.SendAsync("""421["rooms:get","tea"]""");

        Assert.Contains("""value":{"TITLE":"Tea","LIMIT":5}""", await client.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Record_OfAContextThatNamesProperties_IsNamedByIt()
    {
        RoomRecords<Lobby> records = null!;
        await using var server = await TestServer.StartAsync(io => records = io.MainNamespace.UseRecords(SnakeJson.Default.Lobby));
        await using var client = await server.ConnectAsync();
        await records.CreateAsync("tea", new Lobby("Tea", 5));

        await client.SendAsync("""421["rooms:get","tea"]""");

        Assert.Contains("""value":{"TITLE":"Tea","LIMIT":5}""", await client.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task State_ReadWithAContext_IsNamedAsEventsAre()
    {
        Presence presence = null!;
        await using var server = await TestServer.StartAsync(io => presence = io.MainNamespace.UsePresence(static options =>
        {
            options.Identify = static socket => socket.Id;
            options.InitialState = new Lobby("Tea", 5);
            options.Describe = static _ => new Lobby("Coffee", 6);
        }));
        await using var client = await server.ConnectAsync();
        await server.IO.Sockets[client.Id].JoinAsync("tea");

        await Waiting.Until(() => presence.Count("tea") == 1);
        var member = Assert.Single(presence.Members("tea"));

        Assert.Equal(new Lobby("Tea", 5), member.GetState(LobbyJson.Default.Lobby));
        Assert.Equal(new Lobby("Coffee", 6), member.GetInfo(LobbyJson.Default.Lobby));
    }

    [JsonSerializable(typeof(Lobby))]
    internal sealed partial class LobbyJson : JsonSerializerContext;

    [JsonSerializable(typeof(Lobby))]
    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseUpper)]
    internal sealed partial class SnakeJson : JsonSerializerContext;
}
