using System.Text.Json;
using Sockeye.Tests.History;

namespace Sockeye.Tests.Presences;

/// <summary>What clients ask and set.</summary>
public sealed class PresenceRequestTests
{
    public static TheoryData<string, string> Hostile => new()
    {
        { """["presence:update",null,"x"]""", "E_INVALID" },
        { """["presence:update","tea"]""", "E_INVALID" },
        { """["presence:update","coffee","x"]""", "E_NOT_IN_ROOM" },
        { """["presence:update","tea",{"_placeholder":true,"num":0}]""", "E_TOO_LARGE" },
        { $"""["presence:update","tea",{new string('[', 33)}{new string(']', 33)}]""", "E_TOO_LARGE" },
        { $"""["presence:update","tea","{new string('x', 1023)}"]""", "E_TOO_LARGE" },
        { """["presence:list",null]""", "E_INVALID" },
        { """["presence:list","coffee"]""", "E_NOT_IN_ROOM" },
        { """["presence:list","tea",5]""", "E_INVALID" },
        { """["presence:list","tea",[]]""", "E_INVALID" },
        { """["presence:list","tea",{"after":5}]""", "E_INVALID" },
        { """["presence:list","tea",{"limit":0}]""", "E_INVALID" },
        { """["presence:list","tea",{"limit":"5"}]""", "E_INVALID" },
        { """["presence:list","tea",{"limit":1e99}]""", "E_INVALID" },
        { """["presence:count",null]""", "E_INVALID" },
        { """["presence:count","coffee"]""", "E_NOT_IN_ROOM" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task Request_ThatMakesNoSense_IsRefusedAndHarmsNobody(string request, string code)
    {
        await using var server = await PresenceServer.StartAsync();
        var ann = await server.JoinAsync("ann");
        await ann.DrainAsync();

        await ann.SendAsync("42/chat," + request, "42/chat,1" + request);

        var answer = await ann.ReceiveAsync();
        Assert.StartsWith("""43/chat,1[{"error":{"message":""", answer, StringComparison.Ordinal);
        Assert.EndsWith($$$$""","data":{"code":"{{{{code}}}}"}}}]""", answer, StringComparison.Ordinal);
        await ann.SendAsync("""42/chat,2["presence:list","tea"]""");
        await ann.ExpectAsync("""43/chat,2[{"room":"tea","members":[{"id":"ann","state":"online"}],"count":1}]""");
    }

    [Theory]
    [InlineData("\"away\"")]
    [InlineData("null")]
    [InlineData("""{"typing":true,"since":1.5e3,"\u00e9":["\ud83c\udf75"]}""")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]")]
    public async Task Update_OfAMember_IsToldToAll(string state)
    {
        await using var server = await PresenceServer.StartAsync();
        var ann = await server.JoinAsync("ann");
        var bob = await server.JoinAsync("bob");
        server.PassWindow();
        await ann.DrainAsync();
        await bob.DrainAsync();

        await ann.SendAsync($"""42/chat,1["presence:update","tea",{state}]""");
        await ann.ExpectAsync("""43/chat,1[{"room":"tea"}]""");
        server.PassWindow();

        var updated = JsonElement.Parse((await bob.ReceiveAsync())["42/chat,".Length..])[1].GetProperty("members")[0];
        Assert.Equal("ann", updated.GetProperty("id").GetString());
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(state), updated.GetProperty("state")));
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(state), server.Presence.Find("tea", "ann")!.State));
        await bob.SendAsync("""42/chat,1["presence:list","tea",{"limit":1}]""");
        Assert.Contains("\"next\":\"ann\"", await bob.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_InPages_AndCount_AreAnswered()
    {
        await using var server = await PresenceServer.StartAsync(static options => options.MaxPage = 2);
        var ann = await server.JoinAsync("ann", name: "Ann");
        await server.JoinAsync("bob");
        await server.JoinAsync("cid");
        server.PassWindow();
        await ann.DrainAsync();

        await ann.SendAsync(
            """42/chat,1["presence:list","tea",{"limit":50}]""",
            """42/chat,2["presence:list","tea",{"after":"bob","limit":1}]""",
            """42/chat,3["presence:list","tea",null]""",
            """42/chat,4["presence:list","tea",{"after":null}]""",
            """42/chat,5["presence:count","tea"]""");

        const string First = """{"room":"tea","members":[{"id":"ann","state":"online","info":{"name":"Ann"}},{"id":"bob","state":"online"}],"count":3,"next":"bob"}""";
        await ann.ExpectAsync(
            $"43/chat,1[{First}]",
            """43/chat,2[{"room":"tea","members":[{"id":"cid","state":"online"}],"count":3}]""",
            $"43/chat,3[{First}]",
            $"43/chat,4[{First}]",
            """43/chat,5[{"room":"tea","count":3}]""");
    }

    // Who comes and goes within a window is told to nobody: an answer that had them, or had them not, would never be put right.
    [Fact]
    public async Task List_AndCount_WithinAWindow_AreWhatWasTold()
    {
        await using var server = await PresenceServer.StartAsync(static options => options.GracePeriod = TimeSpan.Zero);
        var ann = await server.JoinAsync("ann");
        var bob = await server.JoinAsync("bob");
        server.PassWindow();
        server.PassWindow();
        await server.JoinAsync("dan"); // is told at once, and what follows at the end of the window
        await server.SocketOf(bob).LeaveAsync("tea");
        var cid = await server.JoinAsync("cid");
        server.Presence.SetState("tea", "dan", "away");
        await ann.DrainAsync();

        const string Told = """{"room":"tea","members":[{"id":"ann","state":"online"},{"id":"bob","state":"online"},{"id":"dan","state":"online"}],"count":3}""";
        await ann.SendAsync("""42/chat,1["presence:list","tea"]""", """42/chat,2["presence:count","tea"]""", """42/chat,3["presence:list","tea",{"after":"ann","limit":1}]""");

        await ann.ExpectAsync(
            $"43/chat,1[{Told}]", """43/chat,2[{"room":"tea","count":3}]""", """43/chat,3[{"room":"tea","members":[{"id":"bob","state":"online"}],"count":3,"next":"bob"}]""");
        Assert.Equal("ann:\"online\" cid:\"online\" dan:\"away\"", server.Members());
        await server.SocketOf(cid).LeaveAsync("tea");
        await server.SocketOf(bob).JoinAsync("tea");
        server.Presence.SetState("tea", "dan", "online");
        server.PassWindow();
        await ann.SendAsync("""42/chat,4["presence:list","tea"]""");
        await ann.ExpectAsync($"43/chat,4[{Told}]");
    }

    [Fact]
    public async Task Spectator_WhoIsNotShown_SeesTheOthersAndHasNoState()
    {
        await using var server = await PresenceServer.StartAsync(static options => options.Identify = static socket => socket.Handshake.Auth.GetString("user") is { Length: > 0 } id ? id : null);
        var nobody = await server.JoinAsync(string.Empty);
        await nobody.ExpectAsync("""42/chat,["presence:snapshot",{"room":"tea","members":[],"count":0,"more":false}]""");

        await server.JoinAsync("ann");

        await nobody.ExpectAsync("""42/chat,["presence:joined",{"room":"tea","members":[{"id":"ann","state":"online"}],"count":1}]""");
        await nobody.SendAsync("""42/chat,1["presence:update","tea","x"]""", """42/chat,2["presence:count","tea"]""");
        await nobody.ExpectAsync(
            """43/chat,1[{"error":{"message":"not in the room","data":{"code":"E_NOT_IN_ROOM"}}}]""", """43/chat,2[{"room":"tea","count":1}]""");
    }

    [Fact]
    public async Task Permission_ToSee_IsAskedAndWhoHasNoneIsToldNothing()
    {
        await using var server = await PresenceServer.StartAsync(before: static ns => ns.RoomGate = new TestGate(static (room, access) => access != RoomAccess.Presence || room != "box"));
        var ann = await server.JoinAsync("ann", "box");
        await server.JoinAsync("bob", "box");
        server.PassWindow();

        await ann.SendAsync("""42/chat,1["presence:list","box"]""");
        await ann.ExpectAsync("""43/chat,1[{"error":{"message":"members only","data":{"code":"E_FORBIDDEN"}}}]""");
        await ann.SendAsync("""42/chat,2["presence:count","box"]""");
        await ann.ExpectAsync("""43/chat,2[{"error":{"message":"members only","data":{"code":"E_FORBIDDEN"}}}]""");
        await ann.SendAsync("""42/chat,3["presence:list","tea"]""");
        await ann.ExpectAsync("""43/chat,3[{"room":"tea","members":[],"count":0}]""");
        await server.SocketOf(ann).JoinAsync("open");
        Assert.StartsWith("""42/chat,["presence:snapshot",{"room":"open",""", await ann.ReceiveAsync(), StringComparison.Ordinal);
        server.PassWindow();
        await server.JoinAsync("bob", "open");
        server.PassWindow();
        Assert.Contains(await ann.DrainAsync(), static packet => packet.Contains("presence:joined", StringComparison.Ordinal) && packet.Contains("bob", StringComparison.Ordinal));
        Assert.Equal(2, server.Presence.Count("box"));
    }
}
