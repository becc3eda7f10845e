using System.Globalization;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sockeye.Hosting;

namespace Sockeye.Tests.Authentication;

/// <summary>The authentication of sockets that comes to its end.</summary>
public sealed class ExpiryTests
{
    private static readonly string[] Ended = ["""42["disconnect_reason","authentication expired"]""", "41"];

    [Theory]
    [InlineData(TestTransport.WebSocket)]
    [InlineData(TestTransport.Polling)]
    public async Task Expiry_IsAnnouncedOnceAndThenEndsTheSocket(TestTransport transport)
    {
        var expires = await StartAsync(TimeSpan.FromMinutes(10));
        await using var scene = expires.Scene;
        var socket = await scene.AddAsync(transport);
        var reasons = new Inbox<DisconnectReason>();
        socket.OnDisconnect(reasons.Add);
        var client = scene.Clients[0];
        Assert.Equal(expires.At, expires.Authentication.ExpiryOf(socket));

        Pass(scene, TimeSpan.FromMinutes(8.9));
        await client.ExpectNothingAsync();
        Pass(scene, TimeSpan.FromMinutes(0.2));
        await client.ExpectAsync($$"""42["auth:expiring",{"expires":{{expires.At.ToUnixTimeMilliseconds()}}}]""");
        Pass(scene, TimeSpan.FromMinutes(0.8));
        await client.ExpectNothingAsync();
        Pass(scene, TimeSpan.FromMinutes(0.2));

        await client.ExpectAsync(Ended);
        var reason = await reasons.NextAsync();
        Assert.Equal((DisconnectReason.ServerNamespaceDisconnect, "authentication expired"), (reason.Name, reason.Description));
        Assert.Empty(scene.Namespace.Sockets);
    }

    [Fact]
    public async Task Expires_ThatThrows_LeavesASocketThatCanBeEnded()
    {
        LiveAuthentication authentication = null!;
        await using var server = await TestServer.StartAsync(io => authentication = io.MainNamespace.UseLiveAuthentication(
            static options => options.Expires = static _ => throw new InvalidOperationException("secret")));
        server.Log.Expect("secret");
        await using var client = await server.ConnectAsync();

        authentication.Expire(server.IO.Sockets[client.Id]);

        await client.ExpectAsync(Ended);
    }

    [Fact]
    public async Task Expiry_WithLeaveRooms_LeavesTheSocketAsNobody()
    {
        var expires = await StartAsync(TimeSpan.FromMinutes(10), static options =>
        {
            options.WhenExpired = ExpiredAuthentication.LeaveRooms;
            options.Warning = TimeSpan.Zero;
        });
        await using var scene = expires.Scene;
        var socket = await scene.AddAsync();
        socket.User = Users.Named("ann");
        await socket.JoinAsync("tea");

        Pass(scene, TimeSpan.FromMinutes(10.1));
        await scene.Clients[0].ExpectAsync("""42["auth:expired"]""");
        expires.Authentication.Expire(socket);
        await scene.Clients[0].ExpectNothingAsync();

        Assert.Equal([socket.Id], socket.Rooms);
        Assert.Null(socket.User.Identity!.Name);
        Assert.Null(expires.Authentication.ExpiryOf(socket));
        Assert.True(socket.Connected);
    }

    [Fact]
    public async Task Expire_EndsItAtOnce()
    {
        var expires = await StartAsync(null);
        await using var scene = expires.Scene;
        var socket = await scene.AddAsync();
        Assert.Null(expires.Authentication.ExpiryOf(socket));

        expires.Authentication.Expire(socket);

        await scene.Clients[0].ExpectAsync(Ended);
    }

    [Fact]
    public async Task Expiry_ThatIsOverAlready_EndsTheSocketWhenItConnects()
    {
        var expires = await StartAsync(TimeSpan.Zero);
        await using var scene = expires.Scene;
        await using var client = await scene.Server.ConnectAsync();

        await client.ExpectAsync(Ended);
    }

    [Fact]
    public async Task Expiry_ThatIsNear_IsAnnouncedAtOnce()
    {
        var expires = await StartAsync(TimeSpan.FromSeconds(5));
        await using var scene = expires.Scene;
        await using var client = await scene.Server.ConnectAsync();

        await client.ExpectAsync($$"""42["auth:expiring",{"expires":{{expires.At.ToUnixTimeMilliseconds()}}}]""");
    }

    [Fact]
    public async Task SetUser_PutsTheEndOffAndAsksPermissions()
    {
        RoomPermissions? permissions = null;
        var expires = await StartAsync(TimeSpan.FromMinutes(10), null, io => permissions = io.MainNamespace.UsePermissions(
            static rules => rules.For("*").Join(static context => context.User.Identity?.Name != "bob")));
        await using var scene = expires.Scene;
        var socket = await scene.AddAsync();
        await socket.JoinAsync("tea");
        var later = expires.At + TimeSpan.FromHours(1);

        await expires.Authentication.SetUserAsync(socket, Users.Named("bob"), later);

        await scene.Clients[0].ExpectAsync("""42["room:withdrawn",{"room":"tea","reason":"Forbidden"}]""");
        Assert.Equal(later, expires.Authentication.ExpiryOf(socket));
        Pass(scene, TimeSpan.FromMinutes(20));
        await scene.Clients[0].ExpectNothingAsync();
        Assert.Equal([socket.Id], socket.Rooms);
        Assert.Same(permissions, scene.Namespace.Permissions);
    }

    [Fact]
    public async Task SetUser_InAMiddleware_SaysWhenItEnds()
    {
        var later = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
        LiveAuthentication authentication = null!;
        await using var server = await TestServer.StartAsync(io =>
        {
            authentication = io.MainNamespace.UseLiveAuthentication();
            io.Use(async socket => await authentication.SetUserAsync(socket, Users.Named("ann"), later));
        });
        await using var client = await server.ConnectAsync();

        Assert.Equal(later, authentication.ExpiryOf(server.IO.Sockets[client.Id]));
        Assert.Equal("ann", server.IO.Sockets[client.Id].User.Identity!.Name);
    }

    [Theory]
    [InlineData("2000000000", 2_000_000_000L)]
    [InlineData("-1", null)]
    [InlineData("soon", null)]
    [InlineData("99999999999999999999", null)]
    [InlineData("999999999999999", null)]
    public async Task Expiry_ByDefault_IsTheClaimOfTheUser(string claim, long? seconds)
    {
        LiveAuthentication authentication = null!;
        await using var server = await TestServer.StartAsync(io =>
        {
            authentication = io.MainNamespace.UseLiveAuthentication();
            io.Use(socket => socket.User = Users.Named("ann", ("exp", claim)));
        });
        await using var client = await server.ConnectAsync();

        Assert.Equal(seconds, authentication.ExpiryOf(server.IO.Sockets[client.Id])?.ToUnixTimeSeconds());
    }

    [Fact]
    public async Task Expiry_ByDefault_IsThatOfTheHandshake()
    {
        var expires = new DateTimeOffset(2100, 1, 2, 3, 4, 5, TimeSpan.Zero);
        LiveAuthentication authentication = null!;
        await using var server = await TestServer.StartAsync(
            io => authentication = io.MainNamespace.UseLiveAuthentication(),
            services: static services => services.AddAuthentication("header").AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>("header", null),
            app: static app => app.UseAuthentication());
        await using var known = await server.OpenAsync(headers: ("X-Expires", expires.ToString("O", CultureInfo.InvariantCulture)));
        await known.JoinAsync();
        await using var other = await server.ConnectAsync();

        var socket = server.IO.Sockets[known.Id];
        Assert.Equal((expires, expires, "ann"), (socket.Handshake.UserExpires, authentication.ExpiryOf(socket), socket.User.Identity!.Name));
        Assert.Null(authentication.ExpiryOf(server.IO.Sockets[other.Id]));
        Assert.Null(server.IO.Sockets[other.Id].Handshake.UserExpires);
    }

    [Fact]
    public async Task UseLiveAuthentication_WithOptionsThatMakeNoSense_IsRefused()
    {
        await using var server = await TestServer.StartAsync();

        Assert.Throws<ArgumentOutOfRangeException>(() => server.IO.Of("/a").UseLiveAuthentication(static options => options.Warning = TimeSpan.FromSeconds(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => server.IO.Of("/a").UseLiveAuthentication(static options => options.RenewTimeout = TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => server.IO.Of("/a").UseLiveAuthentication(static options => options.WhenExpired = (ExpiredAuthentication)9));
        server.IO.Of("/a").UseLiveAuthentication();
        Assert.Throws<InvalidOperationException>(() => server.IO.Of("/a").UseLiveAuthentication());
    }

    private static async Task<(Scene Scene, LiveAuthentication Authentication, DateTimeOffset At)> StartAsync(
        TimeSpan? after, Action<LiveAuthenticationOptions>? configure = null, Action<SocketIOServer>? io = null)
    {
        LiveAuthentication authentication = null!;
        DateTimeOffset at = default;
        var scene = await Scene.StartAsync(
            0,
            server =>
            {
                authentication = server.MainNamespace.UseLiveAuthentication(options =>
                {
                    options.Expires = _ => after is null ? null : at;
                    configure?.Invoke(options);
                });
                io?.Invoke(server);
            },
            options: static options => options.Engine.PingInterval = TimeSpan.FromHours(10),
            fakeTime: true);
        at = scene.Server.Time.GetUtcNow() + after.GetValueOrDefault();
        return (scene, authentication, at);
    }

    private static void Pass(Scene scene, TimeSpan time) => scene.Server.Time.Advance(time);

    private sealed class HeaderAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(
            Request.Headers["X-Expires"].ToString() is { Length: > 0 } expires
                ? AuthenticateResult.Success(new AuthenticationTicket(
                    Users.Named("ann"), new AuthenticationProperties { ExpiresUtc = DateTimeOffset.Parse(expires, CultureInfo.InvariantCulture) }, "header"))
                : AuthenticateResult.NoResult());
    }
}
