namespace Sockeye.Samples.ChatConsole.Tests;

/// <summary>The native console, against the chat.</summary>
public sealed class ChatConsoleTests(NativeConsole native) : IClassFixture<NativeConsole>
{
    // A mirror of packages may lack the exact version and give the next one.
    private static readonly string[] s_ofMirrors = ["NU1603", "NU1608"];

    [Fact]
    public void Publish_Native_HasNoWarning()
    {
        var warnings = native.Log.Split('\n').Where(line => line.Contains("warning", StringComparison.OrdinalIgnoreCase) && !s_ofMirrors.Any(line.Contains));

        Assert.Empty(warnings);
        Assert.True(File.Exists(NativeConsole.Program));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Room_ServerRestarts_ChatGoesOn(bool saysGoodbye)
    {
        await using var server = await ServerProcess.StartChatAsync();
        await using var ann = await Terminal.JoinAsync(server.Url, "ann", "lobby");
        await using var bob = await Terminal.JoinAsync(server.Url, "bob", "lobby");
        await ann.SeesAsync("[Lobby] * bob joined.");
        await ann.TypesAsync("hello");
        await bob.SeesAsync("[Lobby] ann: hello");

        await (saysGoodbye ? server.StopAsync() : server.KillAsync());
        await ann.SeesAsync("You are offline");
        await bob.SeesAsync("You are offline");
        await ann.TypesAsync("hello?");
        await ann.SeesAsync("You are offline. Wait");
        await server.BeginAsync();
        await ann.SeesAsync("You are back online.");
        await bob.SeesAsync("You are back online.");
        await ann.SeesAsync("[Lobby] * You are here again.");
        await bob.SeesAsync("[Lobby] * You are here again.");
        await bob.TypesAsync("here I am");
        await ann.SeesAsync("[Lobby] bob: here I am");
        await ann.TypesAsync("me too");
        await bob.SeesAsync("[Lobby] ann: me too");

        // What happens in a moment is told together: of somebody who comes and goes within it the others hear nothing.
        await ann.SeesMembersAsync("ann, bob");
        await bob.TypesAsync("/quit");
        await ann.SeesAsync("[Lobby] * bob left.");
        Assert.Equal(0, await bob.EndsAsync());
    }

    [Fact]
    public async Task Room_MessagesWhileServerIsAway_AreShownAfterwards()
    {
        await using var redis = await ServerProcess.StartRedisAsync();
        await using var first = await ServerProcess.StartChatAsync(redis);
        await using var second = await ServerProcess.StartChatAsync(redis);
        await using var ann = await Terminal.JoinAsync(first.Url, "ann", "Lobby");
        await using var bob = await Terminal.JoinAsync(second.Url, "bob", "Lobby");
        await bob.TypesAsync("before");
        await ann.SeesAsync("[Lobby] bob: before");

        await first.KillAsync();
        await ann.SeesAsync("You are offline");
        await bob.TypesAsync("meanwhile");
        await bob.SeesAsync("[Lobby] bob: meanwhile");
        await first.BeginAsync();

        await ann.SeesAsync("You are back online.");
        await ann.SeesAsync("[Lobby] bob: meanwhile");
        await ann.SeesAsync("[Lobby] * You are here again.");
        await bob.TypesAsync("afterwards");
        await ann.SeesAsync("[Lobby] bob: afterwards");
    }

    [Fact]
    public async Task Commands_OfAllKinds_DoWhatHelpSays()
    {
        await using var server = await ServerProcess.StartChatAsync();
        await using var ann = await Terminal.JoinAsync(server.Url, "ann", "random");
        await using var bob = await Terminal.JoinAsync(server.Url, "bob", "fishing");

        await ann.TypesAsync("/rooms");
        await ann.SeesAsync("Random (1)");
        await ann.TypesAsync("/msg bob psst");
        await ann.SeesAsync("(you to bob) psst");
        await bob.SeesAsync("(ann to you) psst");
        await ann.TypesAsync("/join nowhere");
        await ann.SeesAsync("There is no room called nowhere.");
        await ann.TypesAsync("/create Tea");
        await ann.SeesAsync("You are in Tea.");
        await ann.TypesAsync("first");
        await ann.SeesAsync("[Tea] ann: first");
        await bob.TypesAsync("/join tea");
        await bob.SeesAsync("[Tea] ann: first");
        await ann.SeesAsync("[Tea] * bob joined.");
        await ann.SeesMembersAsync("In Tea: ann, bob");
        await ann.TypesAsync("/leave");
        await ann.SeesAsync("You are not in Tea any more");
        await bob.SeesAsync("[Tea] * ann left.");
        await ann.TypesAsync("still here");
        await ann.SeesAsync("[Random] ann: still here");
    }

    [Fact]
    public async Task SignIn_NameInUse_AsksForAnotherName()
    {
        await using var server = await ServerProcess.StartChatAsync();
        await using var ann = await Terminal.JoinAsync(server.Url, "ann", "lobby");
        await using var other = Terminal.Start(server.Url, "Ann");

        await other.SeesAsync("The name ann is in use.");
        await other.TypesAsync("bob");
        await other.SeesAsync("Welcome, bob.");
    }
}
