namespace Sockeye.Tests.Permissions;

/// <summary>Which rooms a rule is for.</summary>
public sealed class RoomPatternTests
{
    [Theory]
    [InlineData("lobby", "lobby", true)]
    [InlineData("lobby", "Lobby", false)]
    [InlineData("lobby", "lobby2", false)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("*", "", true)]
    [InlineData("*", "anything: *", true)]
    [InlineData("vip:*", "vip:", true)]
    [InlineData("vip:*", "vip:1:2", true)]
    [InlineData("vip:*", "vip", false)]
    [InlineData("vip:*", "a vip:1", false)]
    [InlineData("*:board", "a:board", true)]
    [InlineData("*:board", "a:boards", false)]
    [InlineData("team:*:board", "team:a:board", true)]
    [InlineData("team:*:board", "team::board", true)]
    [InlineData("team:*:board", "team:board", false)]
    [InlineData("a*a", "a", false)]
    [InlineData("a*a", "aa", true)]
    [InlineData("*a*b*", "xxaxxbxx", true)]
    [InlineData("*a*b*", "xxbxxaxx", false)]
    [InlineData("*ab*b", "ab", false)]
    [InlineData("*ab*b", "abab", true)]
    [InlineData("a**b", "ab", true)]
    [InlineData("a.c", "abc", false)]
    [InlineData("a?c", "abc", false)]
    public async Task For_APattern_IsForTheRoomsThatMatch(string pattern, string room, bool allowed)
    {
        await using var server = await PermissionServer.StartAsync(rules => rules.For(pattern).Allow());
        var (_, socket) = await server.ConnectAsync();

        Assert.Equal(allowed, (await server.Permissions.CheckAsync(socket, room, RoomAccess.Join)).Allowed);
    }

    // With backtracking this would not end.
    [Fact]
    public async Task For_APatternOfManyStars_IsQuickForANameMadeToBeSlow()
    {
        await using var server = await PermissionServer.StartAsync(static rules => rules.For(string.Concat(Enumerable.Repeat("*a", 30)) + "b").Allow());
        var (_, socket) = await server.ConnectAsync();

        var verdict = await server.Permissions.CheckAsync(socket, new string('a', 100_000), RoomAccess.Join).Within();

        Assert.False(verdict.Allowed);
    }

    [Fact]
    public async Task For_SeveralRules_TheFirstCounts()
    {
        await using var server = await PermissionServer.StartAsync(static rules =>
        {
            rules.For("vip:open").Allow();
            rules.For(static room => room.Length > 20).Join(static _ => RoomVerdict.Refuse("too long"));
            rules.For("vip:*").Join(static _ => RoomVerdict.Refuse("vip"));
            rules.For("vip:a").Allow();
            rules.For("nobody");
            rules.For("*").Allow();
        });
        var (_, socket) = await server.ConnectAsync();
        async Task<string?> ReasonAsync(string room) => (await server.Permissions.CheckAsync(socket, room, RoomAccess.Join)).Reason;

        Assert.Null(await ReasonAsync("vip:open"));
        Assert.Equal("too long", await ReasonAsync("vip:open or something else"));
        Assert.Equal("vip", await ReasonAsync("vip:a"));
        Assert.Equal("Forbidden", await ReasonAsync("nobody"));
        Assert.Null(await ReasonAsync("tea"));
        Assert.Null(await ReasonAsync(socket.Id));
    }
}
