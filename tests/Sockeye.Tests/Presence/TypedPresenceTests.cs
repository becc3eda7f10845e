using Sockeye.Tests.Records;

namespace Sockeye.Tests.Presences;

/// <summary>Members whose states have a type.</summary>
public sealed class TypedPresenceTests
{
    private static readonly Mood Calm = new("calm");

    [Fact]
    public async Task States_AreReadAndWrittenAsTheirType_OnAllServers()
    {
        var rooms = new LoopbackRooms();
        var changes = new Inbox<string>();
        Presence<Mood> here = null!, there = null!;
        await using var one = await TestServer.StartAsync(io => here = io.MainNamespace.UsePresence(Calm, Identify), services: rooms.Services);
        await using var other = await TestServer.StartAsync(io => there = io.MainNamespace.UsePresence(Calm, Identify), services: rooms.Services);
        there.OnChanged(change => changes.Add($"{change.Kind} {change.Member.Id}: {change.Before?.State.Text} -> {change.Member.State.Text} {change.Count}"));
        await using var ann = await JoinAsync(one, "ann");

        Assert.Equal("Joined ann:  -> calm 1", await changes.NextAsync());
        Assert.True(here.SetState("tea", "ann", new Mood("happy", 3)));
        Assert.Equal("Updated ann: calm -> happy 1", await changes.NextAsync());
        Assert.Equal(new Mood("happy", 3), there.Find("tea", "ann")!.State);
        Assert.Equal(new Mood("happy", 3), Assert.Single(there.Members("tea", null, 10).Members).State);
        Assert.Equal("""{"text":"happy","level":3}""", there.Untyped.Find("tea", "ann")!.State.GetRawText());

        // Its connection is on the other server.
        Assert.True(there.SetState("tea", "ann", new Mood("tired")));
        Assert.Equal("Updated ann: happy -> tired 1", await changes.NextAsync());
        await one.IO.Sockets[ann.Id].LeaveAsync("tea");
        Assert.Equal("Left ann: tired -> tired 0", await changes.NextAsync());
        Assert.False(there.SetState("tea", "ann", Calm));
    }

    [Theory]
    [InlineData("\"happy\"")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"text":5}""")]
    [InlineData("""{"text":"happy","level":-1}""")]
    public async Task StateOfAClient_OfAnotherType_IsRefused(string state)
    {
        Presence<Mood> presence = null!;
        await using var server = await TestServer.StartAsync(io => presence = io.MainNamespace.UsePresence(Calm, Identify));
        await using var ann = await JoinAsync(server, "ann");
        await ann.DrainAsync();

        await ann.SendAsync($"""421["presence:update","tea",{state}]""");

        await ann.ExpectAsync("""431[{"error":{"message":"the state is of another type","data":{"code":"E_INVALID"}}}]""");
        Assert.Equal(Calm, presence.Find("tea", "ann")!.State);
    }

    [Fact]
    public async Task StateOfAClient_IsToldAsItsTypeWritesIt()
    {
        Presence<Mood> presence = null!;
        await using var server = await TestServer.StartAsync(io => presence = io.MainNamespace.UsePresence(Calm, Identify));
        await using var ann = await JoinAsync(server, "ann");
        await ann.DrainAsync();

        await ann.SendAsync("""421["presence:update","tea",{"TEXT":"happy","level":1,"more":"of it"}]""");

        await ann.ExpectAsync("""42["presence:updated",{"room":"tea","members":[{"id":"ann","state":{"text":"happy","level":1}}],"count":1}]""", """431[{"room":"tea"}]""");
        Assert.Equal(new Mood("happy", 1), presence.Find("tea", "ann")!.State);
    }

    [Fact]
    public async Task KnownType_WritesAndReadsTheStates()
    {
        Presence<Mood> presence = null!;
        await using var server = await TestServer.StartAsync(io => presence = io.MainNamespace.UsePresence(Calm, MoodContext.Default.Mood, Identify));
        await using var ann = await JoinAsync(server, "ann");

        await ann.ExpectAsync("""42["presence:snapshot",{"room":"tea","members":[],"count":0,"more":false}]""");
        await ann.ExpectAsync("""42["presence:joined",{"room":"tea","members":[{"id":"ann","state":{"TEXT":"calm","LEVEL":0}}],"count":1}]""");
        Assert.Equal(Calm, presence.Find("tea", "ann")!.State);
    }

    [Fact]
    public async Task StateOfTheApplication_OfAnotherType_IsAnError()
    {
        await using var server = await TestServer.StartAsync();
        var presence = server.IO.MainNamespace.UsePresence(Calm, Identify);
        await using var ann = await JoinAsync(server, "ann");

        Assert.Throws<ArgumentException>("state", () => presence.Untyped.SetState("tea", "ann", "happy"));
        Assert.Throws<ArgumentException>("state", () => presence.SetState("tea", "ann", new Mood(new string('x', 2000))));
        Assert.Throws<ArgumentNullException>(() => presence.SetState("tea", "ann", null!));
        Assert.Equal(Calm, presence.Find("tea", "ann")!.State);
        Assert.Throws<ArgumentException>(() => server.IO.Of("/other").UsePresence(Calm, static options => options.InitialState = "online"));
    }

    private static void Identify(PresenceOptions options)
    {
        options.Identify = static socket => socket.Handshake.Auth.GetString("user");
        options.CoalescingWindow = TimeSpan.Zero;
    }

    private static async Task<TestClient> JoinAsync(TestServer server, string user)
    {
        var client = await server.ConnectAsync(auth: $$"""{"user":"{{user}}"}""");
        await server.IO.Sockets[client.Id].JoinAsync("tea");
        return client;
    }
}
