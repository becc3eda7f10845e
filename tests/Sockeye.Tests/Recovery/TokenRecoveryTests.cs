using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Sockeye.Tests.Recovery;

/// <summary>Sessions of clients that have shown a token: it is read again whenever they come back, also if the middlewares are not asked.</summary>
public sealed class TokenRecoveryTests
{
    private const string Unauthorized = """44/private,{"message":"Unauthorized","data":{"code":"E_UNAUTHORIZED"}}""";
    private const string Forbidden = """44/private,{"message":"Forbidden","data":{"code":"E_FORBIDDEN"}}""";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly Inbox<string> _asked = new();
    private readonly Tokens _issuer;

    public TokenRecoveryTests() => _issuer = new Tokens("issuer", _time);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Session_ComesBackWithAnotherTokenOfItsUser(bool inCluster)
    {
        await using var server = await StartAsync(static ns => ns.RequireAuthorization(), inCluster);
        await using var client = await ConnectAsync(server, _issuer.Of("ann"));
        await client.LoseAsync();
        await server.IO.Of("/private").To("tea").EmitAsync("missed");

        client.Token = _issuer.Of("ann", TimeSpan.FromMinutes(20));
        var missed = await client.ConnectAsync();

        Assert.True(client.Recovered);
        Assert.Equal(["missed"], missed);
        var socket = server.IO.Of("/private").Sockets[client.Id];
        Assert.Equal("ann", socket.User.Identity!.Name);
        Assert.Equal(_time.GetUtcNow().AddMinutes(20), socket.Handshake.UserExpires);
        Assert.Equal(1, _asked.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Session_WhoseTokenHasExpired_IsNotGivenBack(bool inCluster)
    {
        await using var server = await StartAsync(static ns => ns.RequireAuthorization(), inCluster);
        await using var client = await ConnectAsync(server, _issuer.Of("ann", TimeSpan.FromSeconds(30)));
        await client.LoseAsync();
        await server.IO.Of("/private").To("tea").EmitAsync("missed");

        _time.Advance(TimeSpan.FromSeconds(31));
        await client.SendConnectAsync();

        await client.Connection.ExpectAsync(Unauthorized);
        await client.Connection.ExpectNothingAsync();
    }

    // Official clients keep what they know of their session if they are refused.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Session_WhoseClientWasRefusedForAnExpiredToken_ComesBackWithANewOne(bool inCluster)
    {
        await using var server = await StartAsync(static ns => ns.RequireAuthorization(), inCluster);
        await using var client = await ConnectAsync(server, _issuer.Of("ann", TimeSpan.FromSeconds(30)));
        await client.LoseAsync();
        await server.IO.Of("/private").To("tea").EmitAsync("missed");
        _time.Advance(TimeSpan.FromSeconds(31));
        await client.SendConnectAsync();
        await client.Connection.ExpectAsync(Unauthorized);

        client.Token = _issuer.Of("ann");
        var missed = await client.ConnectAsync();

        Assert.True(client.Recovered);
        Assert.Equal(["missed"], missed);
    }

    [Theory]
    [InlineData(true, "bob")]
    [InlineData(false, "bob")]
    [InlineData(true, null)]
    [InlineData(false, null)]
    public async Task Session_IsNotGivenToAnother_EvenIfTheNamespaceLetsItIn(bool inCluster, string? other)
    {
        await using var server = await StartAsync(static _ => { }, inCluster);
        await using var client = await ConnectAsync(server, _issuer.Of("ann"));
        await client.LoseAsync();
        await server.IO.Of("/private").To("tea").EmitAsync("missed");

        client.Token = other is null ? null : _issuer.Of(other);
        var missed = await client.ConnectAsync();

        Assert.False(client.Recovered);
        Assert.Equal([], missed);
        Assert.Equal(other, server.IO.Of("/private").Sockets[client.Id].User.Identity!.Name);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Session_OfAUserWhoHasLostTheRight_IsRefusedThoughMiddlewaresAreSkipped(bool inCluster)
    {
        await using var server = await StartAsync(static ns => ns.RequireAuthorization("admins"), inCluster);
        await using var client = await ConnectAsync(server, _issuer.Of("ann", roles: "admin"));
        await client.LoseAsync();

        client.Token = _issuer.Of("ann");
        await client.SendConnectAsync();

        await client.Connection.ExpectAsync(Forbidden);
        await client.Connection.ExpectNothingAsync();
    }

    [Fact]
    public async Task Policy_AboutAUserThatAMiddlewareSets_LetsTheSessionComeBack()
    {
        await using var server = await StartAsync(static ns => ns.Use(static socket => socket.User = Users.Named("ann")).RequireAuthorization());
        await using var client = await ConnectAsync(server, token: null);
        await client.LoseAsync();

        await client.ConnectAsync();

        // The middlewares were asked again: without them the policy would have refused.
        Assert.True(client.Recovered);
        Assert.Equal("ann", server.IO.Of("/private").Sockets[client.Id].User.Identity!.Name);
        Assert.Equal(2, _asked.Count);
    }

    private static async Task<RecoveringClient> ConnectAsync(TestServer server, string? token)
    {
        var client = new RecoveringClient(server, "/private") { Token = token };
        await client.ConnectAsync();
        await server.IO.Of("/private").Sockets[client.Id].JoinAsync("tea");
        return client;
    }

    private Task<TestServer> StartAsync(Action<Namespace> configure, bool inCluster = false) => TestServer.StartAsync(
        io =>
        {
            var ns = io.Of("/private").Use(socket => _asked.Add(socket.Id));
            configure(ns);
        },
        static options =>
        {
            options.ConnectionStateRecovery = new RecoveryOptions();
            options.TokenAuthentication.Scheme = JwtBearerDefaults.AuthenticationScheme;
        },
        services =>
        {
            services.AddSingleton<TimeProvider>(_time);
            _issuer.AddTo(services);
            services.AddAuthorization(static options => options.AddPolicy("admins", new AuthorizationPolicyBuilder().RequireRole("admin").Build()));
            if (inCluster)
            {
                new LoopbackLog().Services(services);
            }
        });
}
