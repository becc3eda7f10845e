using System.Security.Claims;

namespace Sockeye.Tests.Recovery;

/// <summary>Sessions of users: what is sent to a user is missed and comes back, to that user only.</summary>
public sealed class UserRecoveryTests
{
    // Who the middleware says the client is, as of a token.
    private volatile string _user = "ann";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Session_OfAUser_ComesBackToItWithWhatWasSentToIt(bool inCluster)
    {
        await using var server = await StartAsync(inCluster);
        await using var client = new RecoveringClient(server);
        await client.ConnectAsync();
        await server.IO.Sockets[client.Id].JoinAsync("tea");
        await client.LoseAsync();
        await server.IO.User("ann").EmitAsync("for ann");
        await server.IO.User("bob").EmitAsync("for bob");
        await server.IO.To("tea").EmitAsync("for tea");

        var missed = await client.ConnectAsync();

        Assert.True(client.Recovered);
        Assert.Equal(["for ann", "for tea"], missed);
        Assert.Equal("ann", server.IO.Sockets[client.Id].UserId);
        await server.IO.User("ann").EmitAsync("again");
        await client.ExpectAsync("again");
    }

    [Theory]
    [InlineData(true, "bob")]
    [InlineData(false, "bob")]
    [InlineData(true, "")]
    [InlineData(false, "")]
    public async Task Session_OfAUser_IsNotGivenToAnother(bool inCluster, string other)
    {
        await using var server = await StartAsync(inCluster);
        await using var client = new RecoveringClient(server);
        await client.ConnectAsync();
        await server.IO.Sockets[client.Id].JoinAsync("tea");
        await client.LoseAsync();
        await server.IO.User("ann").EmitAsync("for ann");
        await server.IO.To("tea").EmitAsync("for tea");

        // It is closed, as if the session had been given up, and gets a fresh one when it connects again.
        _user = other;
        await client.SendConnectAsync();
        Assert.Equal([], (await client.Connection.ClosedAsync()).Where(static packet => packet.Contains("for ", StringComparison.Ordinal)));
        var missed = await client.ConnectAsync();

        Assert.False(client.Recovered);
        Assert.Equal([], missed);
        await server.IO.User("ann").EmitAsync("for ann");
        await server.IO.EmitAsync("all");
        await client.ExpectAsync("all");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Session_WhoseUserHasChanged_IsThatOfTheLastOne(bool inCluster)
    {
        await using var server = await StartAsync(inCluster);
        await using var client = new RecoveringClient(server);
        await client.ConnectAsync();
        server.IO.Sockets[client.Id].User = Users.Named("bob");
        await client.LoseAsync();
        await server.IO.User("ann").EmitAsync("for ann");
        await server.IO.User("bob").EmitAsync("for bob");

        _user = "bob";
        var missed = await client.ConnectAsync();

        Assert.True(client.Recovered);
        Assert.Equal(["for bob"], missed);
    }

    [Fact]
    public async Task Session_OfAServerOfNodes_IsOfTheUserWhoseRoomItNames()
    {
        var log = new LoopbackLog();
        await using var server = await StartAsync(inCluster: true, log);
        await using var client = new RecoveringClient(server);
        await client.ConnectAsync();
        await client.LoseAsync();
        var (secret, session) = Assert.Single(log.Sessions);
        Assert.Contains(UserRoom.Of("ann"), session.Rooms);

        // As a server of Node's would keep it of a socket that its application let join two rooms of users.
        log.Sessions[secret] = session with { Rooms = [.. session.Rooms, UserRoom.Of("bob")] };
        await server.IO.User("bob").EmitAsync("for bob");
        var missed = await client.ConnectAsync();

        Assert.True(client.Recovered);
        Assert.Equal([], missed);
        await server.IO.User("bob").EmitAsync("for bob");
        await server.IO.User("ann").EmitAsync("for ann");
        await client.ExpectAsync("for ann");
    }

    private Task<TestServer> StartAsync(bool inCluster, LoopbackLog? log = null) => TestServer.StartAsync(
        io => io.Use(socket =>
        {
            if (_user.Length > 0)
            {
                socket.User = Users.Named(_user);
            }
        }),
        static options =>
        {
            options.ConnectionStateRecovery = new RecoveryOptions();
            options.UserIdClaim = ClaimTypes.NameIdentifier;
        },
        inCluster ? (log ?? new LoopbackLog()).Services : null,
        fakeTime: true);
}
