using System.Text.Json;

namespace Sockeye.Tests.Permissions;

/// <summary>Who may send to a room, and see what happens in it.</summary>
public sealed class SendPermissionTests
{
    private const string Refused = """[{"error":{"message":"editors only","data":{"code":"E_FORBIDDEN","room":"news"}}}]""";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Send_ToARefusedRoom_ReachesNobody(bool recovery)
    {
        await using var server = await StartAsync(recovery);
        var (hearer, _) = await server.ConnectAsync("cid", "news", "tea");
        var (ann, _) = await server.ConnectAsync("ann");
        var (bob, _) = await server.ConnectAsync("bob", "news");

        await bob.SendAsync("""421["say",["news"],"1"]""", """422["say",["tea","news"],"2"]""", """423["say",["tea"],"3"]""", """424["ask","news"]""");
        await bob.ExpectAsync("431" + Refused, "432" + Refused, """433["sent"]""", "434" + Refused);
        await ann.SendAsync("""421["say",["news"],"4"]""", """422["say",["news","tea"],"5"]""");
        await ann.ExpectAsync("""431["sent"]""", """432["sent"]""");

        // With recovery each has its position as one more argument.
        var heard = (await hearer.DrainAsync()).Select(static packet => JsonElement.Parse(packet[2..]));
        var length = recovery ? 3 : 2;
        Assert.Equal(
            [("3", length), ("4", length), ("5", length)],
            heard.Select(static packet => (packet[1].GetString()!, packet.GetArrayLength())));
    }

    [Fact]
    public async Task Send_ToARefusedRoomOfNobody_IsRefusedAllTheSame()
    {
        await using var server = await StartAsync();
        var (bob, _) = await server.ConnectAsync("bob");

        await bob.SendAsync("""421["say",["news"],"1"]""");

        await bob.ExpectAsync("431" + Refused);
    }

    [Fact]
    public async Task Send_WithAcknowledgement_AsksFirst()
    {
        await using var server = await StartAsync();
        var (hearer, _) = await server.ConnectAsync("cid", "news");
        var (ann, _) = await server.ConnectAsync("ann");

        await ann.SendAsync("""421["ask","news"]""");
        await hearer.ExpectAsync("""420["asked"]""");
        await hearer.SendAsync("430[]");

        await ann.ExpectAsync("431[1]");
    }

    [Fact]
    public async Task Send_ByTheApplicationOrToNoRoom_IsNotAsked()
    {
        await using var server = await StartAsync();
        var (hearer, _) = await server.ConnectAsync("cid", "news");
        var (_, bob) = await server.ConnectAsync("bob");

        await server.Namespace.To("news").EmitAsync("m", 1);
        await bob.Broadcast.EmitAsync("m", 2);
        await bob.Except("tea").EmitAsync("m", 3);
        await bob.Volatile.To(bob.Id).EmitAsync("m", 4);
        await Assert.ThrowsAsync<EventRefusedException>(async () => await bob.Volatile.Local.To("news").Except("tea").EmitAsync("m", 5));

        await hearer.ExpectAsync("""42["m",1]""", """42["m",2]""", """42["m",3]""");
        await hearer.ExpectNothingAsync();
    }

    [Fact]
    public async Task Send_WhereOnlyJoiningHasARule_AsksThatForSending()
    {
        var asked = new Inbox<RoomAccess>();
        await using var server = await PermissionServer.StartAsync(rules => rules.For("*").Join(context =>
        {
            asked.Add(context.Access);
            return context.Access == RoomAccess.Send;
        }));
        var (_, socket) = await server.ConnectAsync();

        await socket.To("tea").EmitAsync("m");
        Assert.False((await server.Permissions.CheckAsync(socket, "tea", RoomAccess.History)).Allowed);

        Assert.Equal([RoomAccess.Send, RoomAccess.History], await asked.NextAsync(2));
    }

    [Fact]
    public async Task Rights_AndSend_HoldForHistoryAndPresence()
    {
        RoomHistory history = null!;
        await using var server = await StartAsync(io: io =>
        {
            history = io.MainNamespace.UseHistory();
            io.MainNamespace.UsePresence();
        });
        var (client, bob) = await server.ConnectAsync("bob");

        await client.SendAsync("""421["history:read","news"]""", """422["history:read","secret"]""", """423["presence:count","news"]""", """424["presence:count","secret"]""");
        Assert.Equal(
            [
                """431[{"room":"news","messages":[],"more":false,"truncated":false}]""",
                """432[{"error":{"message":"what room?","data":{"code":"E_FORBIDDEN"}}}]""",
                """433[{"room":"news","count":0}]""",
                """434[{"error":{"message":"what room?","data":{"code":"E_FORBIDDEN"}}}]""",
            ],
            new[] { await client.ReceiveAsync(), await client.ReceiveAsync(), await client.ReceiveAsync(), await client.ReceiveAsync() }.Order());
        Assert.Equal("editors only", (await Assert.ThrowsAsync<EventRefusedException>(async () => await history.From(bob).EmitAsync("news", "m"))).Message);

        Assert.Empty((await history.ReadAsync("news")).Messages);
    }

    private static async ValueTask<RoomVerdict> Hide(RoomPermissionContext context)
    {
        await Task.Yield();
        return RoomVerdict.Refuse("what room?");
    }

    private static Task<PermissionServer> StartAsync(bool recovery = false, Action<SocketIOServer>? io = null) => PermissionServer.StartAsync(
        static rules =>
        {
            rules.For("news").Allow().Send(static context => context.User.Identity!.Name == "ann" ? true : RoomVerdict.Refuse("editors only"));
            rules.For("secret").Allow().History(Hide).Presence(Hide);
            rules.For("*").Allow();
        },
        io,
        recovery ? static options => options.ConnectionStateRecovery = new RecoveryOptions() : null);
}
