using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Sockeye.Tests.Recovery;

/// <summary>How long, how much and for whom sessions are kept. Who does not get one back gets a fresh one.</summary>
public sealed class SessionBoundsTests
{
    private readonly Inbox<RecoverySession> _expired = new();

    [Fact]
    public async Task Session_AfterTheWindow_HasExpired()
    {
        await using var server = await StartAsync();
        await using var client = new RecoveringClient(server);
        await client.ConnectAsync();
        var (id, secret) = (client.Id, client.PrivateId);
        await client.LoseAsync();

        server.Time.Advance(RecoveryTests.Window - TimeSpan.FromSeconds(1));
        Assert.Equal(0, _expired.Count);
        server.Time.Advance(TimeSpan.FromSeconds(2));

        var expired = await _expired.NextAsync();
        Assert.Equal(id, expired.SocketId);
        Assert.DoesNotContain(secret!, expired.ToString());
        Assert.Equal([], await client.ConnectAsync());
        Assert.False(client.Recovered);
        Assert.NotEqual(id, client.Id);
    }

    [Fact]
    public async Task Session_JustBeforeTheEndOfTheWindow_IsGivenBackAndDoesNotExpire()
    {
        await using var server = await StartAsync();
        await using var client = new RecoveringClient(server);
        await client.ConnectAsync();
        await client.LoseAsync();
        await server.IO.EmitAsync("missed");

        server.Time.Advance(RecoveryTests.Window - TimeSpan.FromSeconds(1));
        Assert.Equal(["missed"], await client.ConnectAsync());
        server.Time.Advance(TimeSpan.FromSeconds(10));

        Assert.True(client.Recovered);
        Assert.Equal(0, _expired.Count);
    }

    [Fact]
    public async Task Listener_OfExpiry_ThatThrows_IsLogged()
    {
        await using var server = await RecoveryTests.StartAsync(static io =>
            io.MainNamespace.OnSessionExpired(static _ => throw new InvalidOperationException("a secret")));
        server.Log.Expect("\"session expired\" failed");
        await using var client = new RecoveringClient(server);
        await client.ConnectAsync();
        await client.LoseAsync();

        server.Time.Advance(RecoveryTests.Window + TimeSpan.FromSeconds(1));

        await server.Log.FindAsync("\"session expired\" failed");
    }

    [Fact]
    public async Task Session_IsGivenBackOnce()
    {
        await using var server = await StartAsync();
        await using var client = new RecoveringClient(server);
        await client.ConnectAsync();
        await client.LoseAsync();
        await using var second = new RecoveringClient(server) { PrivateId = client.PrivateId, Offset = client.Offset };

        await client.ConnectAsync();
        Assert.True(client.Recovered);
        await client.Connection.SendAsync("41");
        await Waiting.Until(() => server.IO.Sockets.Count == 0);
        await second.ConnectAsync();

        Assert.False(second.Recovered);
    }

    [Theory]
    [InlineData("""{"pid":"AAAAAAAAAAAAAAAAAAAA","offset":"AAAA1"}""")]
    [InlineData("""{"pid":1,"offset":2}""")]
    [InlineData("""{"pid":""}""")]
    [InlineData("""{"pid":null,"offset":null}""")]
    [InlineData("""{"offset":"AAAA1"}""")]
    public async Task Secret_ThatIsNone_GetsAFreshSession(string auth)
    {
        await using var server = await StartAsync();
        await using var client = await server.OpenAsync();

        await client.SendAsync("40" + auth);

        Assert.Matches("""^40\{"sid":"[^"]{20}","pid":"[^"]{20}"\}$""", await client.ReceiveAsync());
        Assert.False(server.IO.Sockets.Values.Single().Recovered);
        Assert.Equal(0, _expired.Count);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("")]
    [InlineData("{mark}ffffff")]
    [InlineData("{mark}-1")]
    [InlineData("{mark}")]
    [InlineData("{mark}99999999999999999999")]
    public async Task Offset_ThatIsNone_GetsAFreshSession(string offset)
    {
        await using var server = await StartAsync();
        await using var client = new RecoveringClient(server);
        await client.ConnectAsync();
        await server.IO.EmitAsync("n");
        await client.ExpectAsync("n");
        await client.LoseAsync();

        client.Offset = offset.Replace("{mark}", client.Offset![..4], StringComparison.Ordinal);
        Assert.Equal([], await client.ConnectAsync());

        Assert.False(client.Recovered);
        await _expired.NextAsync();
    }

    [Fact]
    public async Task Secret_OfAnotherNamespace_GetsAFreshSession()
    {
        await using var server = await StartAsync(static io => io.Of("/other"));
        await using var client = new RecoveringClient(server);
        await client.ConnectAsync();
        await client.LoseAsync();
        await using var other = new RecoveringClient(server, "/other") { PrivateId = client.PrivateId };

        await other.ConnectAsync();
        Assert.False(other.Recovered);
        await client.ConnectAsync();

        Assert.True(client.Recovered);
    }

    [Fact]
    public async Task Secret_InTheHandsOfAnotherUser_GetsAFreshSessionAndTakesNothing()
    {
        await using var server = await RecoveryTests.StartAsync(app: static app => app.Use(static (HttpContext context, RequestDelegate next) =>
        {
            if (context.Request.Headers["X-User"].ToString() is { Length: > 0 } name)
            {
                context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, name)], "test"));
            }

            return next(context);
        }));
        await using var owner = new RecoveringClient(server, user: "owner");
        await owner.ConnectAsync();

        // While the owner is there, and while it is away.
        await using var thief = new RecoveringClient(server, user: "thief") { PrivateId = owner.PrivateId };
        await thief.ConnectAsync();
        Assert.False(thief.Recovered);
        Assert.True(server.IO.Sockets.ContainsKey(owner.Id));
        await owner.LoseAsync();
        await server.IO.To(owner.Id).EmitAsync("private");
        await using var nobody = new RecoveringClient(server) { PrivateId = owner.PrivateId };
        Assert.Equal([], await nobody.ConnectAsync());
        Assert.False(nobody.Recovered);

        Assert.Equal(["private"], await owner.ConnectAsync());
        Assert.True(owner.Recovered);
    }

    [Theory]
    [InlineData("packets", 3, false)]
    [InlineData("packets", 2, true)]
    [InlineData("bytes", 3, false)]
    [InlineData("bytes", 2, true)]
    [InlineData("bytes of a session", 3, false)]
    [InlineData("bytes of a session", 2, true)]
    public async Task Missed_MoreThanTheBound_GetsAFreshSession(string bound, int missed, bool recovered)
    {
        await using var server = await StartAsync(options: options =>
        {
            switch (bound)
            {
                case "packets":
                    options.MaxPackets = 2;
                    break;
                case "bytes":
                    options.MaxBytes = 2500;
                    break;
                default:
                    options.MaxBytesPerSession = 2500;
                    break;
            }
        });
        await using var client = new RecoveringClient(server);
        await client.ConnectAsync();
        await client.LoseAsync();
        var text = new string('x', 1000);
        for (var i = 0; i < missed; i++)
        {
            await server.IO.EmitAsync("n", text);
        }

        var got = await client.ConnectAsync();

        Assert.Equal(recovered, client.Recovered);
        Assert.Equal(recovered ? missed : 0, got.Count);
        Assert.Equal(recovered ? 0 : 1, _expired.Count);
    }

    [Fact]
    public async Task Bytes_OfTheWholeServer_AreBoundedOverItsNamespaces()
    {
        await using var server = await StartAsync(static io => io.Of("/other"), static options => options.MaxBytes = 2500);
        await using var client = new RecoveringClient(server);
        await using var other = new RecoveringClient(server, "/other");
        await client.ConnectAsync();
        await other.ConnectAsync();
        await client.LoseAsync();
        await other.LoseAsync();
        var text = new string('x', 1000);
        await server.IO.EmitAsync("n", text);
        await server.IO.EmitAsync("n", text);
        await server.IO.Of("/other").EmitAsync("n", text);

        Assert.Equal(2, (await client.ConnectAsync()).Count);
        await other.ConnectAsync();

        Assert.True(client.Recovered);
        Assert.False(other.Recovered);
    }

    [Fact]
    public async Task Sessions_BeyondTheBound_GiveUpTheOldest()
    {
        await using var server = await StartAsync(options: static options => options.MaxSessions = 2);
        var clients = new List<RecoveringClient>();
        for (var i = 0; i < 3; i++)
        {
            clients.Add(new RecoveringClient(server));
            await clients[i].ConnectAsync();
        }

        var oldest = clients[0].Id;
        foreach (var client in clients)
        {
            await client.LoseAsync();
        }

        Assert.Equal(oldest, (await _expired.NextAsync()).SocketId);
        foreach (var client in clients)
        {
            await client.ConnectAsync();
            Assert.Equal(client != clients[0], client.Recovered);
        }

        foreach (var client in clients)
        {
            await client.DisposeAsync();
        }
    }

    [Fact]
    public async Task Sessions_OfNone_AreNotKept()
    {
        await using var server = await StartAsync(options: static options => options.MaxSessions = 0);
        await using var client = new RecoveringClient(server);
        await client.ConnectAsync();
        await client.LoseAsync();

        await client.ConnectAsync();

        Assert.False(client.Recovered);
    }

    [Fact]
    public async Task Sessions_GivenBackOrExpired_LeaveNoTimer()
    {
        await using var server = await StartAsync();
        var timers = server.IO.Timers.Count;
        await using var client = new RecoveringClient(server);
        await client.ConnectAsync();
        await client.LoseAsync();
        await server.IO.EmitAsync("n");
        await client.ConnectAsync();
        await client.LoseAsync();

        server.Time.Advance(RecoveryTests.Window + TimeSpan.FromSeconds(1));
        await _expired.NextAsync();
        server.Time.Advance(RecoveryTests.Window + TimeSpan.FromSeconds(1));

        await Waiting.Until(() => server.IO.Timers.Count == timers);
    }

    private Task<TestServer> StartAsync(Action<SocketIOServer>? io = null, Action<RecoveryOptions>? options = null) => RecoveryTests.StartAsync(
        server =>
        {
            server.MainNamespace.OnSessionExpired(_expired.Add);
            io?.Invoke(server);
        },
        options);
}
