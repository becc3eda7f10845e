using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Sockeye.Tests.Namespaces;

/// <summary>The authorization policies of ASP.NET Core, on a namespace.</summary>
public sealed class AuthorizationTests
{
    private const string Unauthorized = """{"message":"Unauthorized","data":{"code":"E_UNAUTHORIZED"}}""";
    private const string Forbidden = """{"message":"Forbidden","data":{"code":"E_FORBIDDEN"}}""";

    private static readonly AuthorizationPolicy Admins = new AuthorizationPolicyBuilder().RequireRole("admin").Build();

    [Theory]
    [InlineData(TestTransport.WebSocket)]
    [InlineData(TestTransport.Polling)]
    public async Task DefaultPolicy_LetsInWhoeverIsAuthenticated(TestTransport transport)
    {
        await using var server = await StartAsync(io => io.Of("/private").RequireAuthorization());
        await using var anonymous = await server.OpenAsync(transport);
        await using var known = await server.OpenAsync(transport, "", ("X-User", "ann"));

        await anonymous.SendAsync("40/private,");
        await anonymous.ExpectAsync("44/private," + Unauthorized);
        await known.JoinAsync("/private");

        Assert.Equal("ann", server.IO.Of("/private").Sockets[known.Id].User.Identity!.Name);
    }

    [Fact]
    public async Task NamedPolicy_LetsInWhomItAllows()
    {
        await using var server = await StartAsync(io => io.Of("/admin").RequireAuthorization("admins"));
        await using var anonymous = await server.OpenAsync();
        await using var known = await server.OpenAsync(headers: ("X-User", "ann"));
        await using var admin = await server.OpenAsync(headers: ("X-User", "root"));

        await anonymous.SendAsync("40/admin,");
        await anonymous.ExpectAsync("44/admin," + Unauthorized);
        await known.SendAsync("40/admin,");
        await known.ExpectAsync("44/admin," + Forbidden);
        await admin.JoinAsync("/admin");
    }

    [Fact]
    public async Task PolicyObject_LetsInWhomItAllows()
    {
        await using var server = await StartAsync(io => io.MainNamespace.RequireAuthorization(Admins));
        await using var known = await server.OpenAsync(headers: ("X-User", "ann"));
        await using var admin = await server.OpenAsync(headers: ("X-User", "root"));

        await known.SendAsync("40");
        await known.ExpectAsync("44" + Forbidden);
        await admin.JoinAsync();
    }

    [Fact]
    public async Task Policy_OfAPattern_HoldsForItsNamespaces()
    {
        await using var server = await StartAsync(io =>
            io.Of(static (name, _) => name.StartsWith("/room-", StringComparison.Ordinal)).RequireAuthorization());
        await using var anonymous = await server.OpenAsync();
        await using var known = await server.OpenAsync(headers: ("X-User", "ann"));

        await anonymous.SendAsync("40/room-1,");
        await anonymous.ExpectAsync("44/room-1," + Unauthorized);
        await known.JoinAsync("/room-1");
    }

    [Fact]
    public async Task Middleware_SettingTheUser_IsWhatThePolicySees()
    {
        await using var server = await StartAsync(io => io
            .Use(static socket => socket.User = Principal(socket.Handshake.Auth.GetString("token") == "root-token" ? "root" : "ann"))
            .MainNamespace.RequireAuthorization("admins"));
        await using var client = await server.OpenAsync();

        await client.SendAsync("40");
        await client.ExpectAsync("44" + Forbidden);
        await client.JoinAsync("/", """{"token":"root-token"}""");

        Assert.Equal("root", server.IO.Sockets[client.Id].User.Identity!.Name);
    }

    [Fact]
    public async Task Policy_SeesTheSocketAsItsResource()
    {
        var policy = new AuthorizationPolicyBuilder()
            .RequireAssertion(static context => ((Socket)context.Resource!).Handshake.Auth.GetString("room") == "open")
            .Build();
        await using var server = await StartAsync(io => io.MainNamespace.RequireAuthorization(policy));
        await using var client = await server.OpenAsync();

        await client.SendAsync("40");
        await client.ExpectAsync("44" + Unauthorized);
        await client.JoinAsync("/", """{"room":"open"}""");
    }

    [Theory]
    [InlineData("no such policy", true, "There is no authorization policy named")]
    [InlineData("admins", false, "builder.Services.AddAuthorization()")]
    public async Task Policy_ThatCannotBeAsked_RefusesAndSaysWhy(string policy, bool addAuthorization, string log)
    {
        await using var server = await TestServer.StartAsync(
            io => io.MainNamespace.RequireAuthorization(policy),
            services: services => _ = addAuthorization ? services.AddAuthorization() : services);
        server.Log.Expect(log);
        await using var client = await server.OpenAsync();

        await client.SendAsync("40");

        await client.ExpectAsync("""44{"message":"Internal server error"}""");
        await server.Log.FindAsync(log);
    }

    private static Task<TestServer> StartAsync(Action<SocketIOServer> io) => TestServer.StartAsync(
        io,
        services: static services =>
        {
            services.AddAuthentication("header").AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>("header", null);
            services.AddAuthorization(static options => options.AddPolicy("admins", Admins));
        },
        app: static app => app.UseAuthentication());

    private static ClaimsPrincipal Principal(string name)
    {
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, name)], "header");
        if (name == "root")
        {
            identity.AddClaim(new Claim(ClaimTypes.Role, "admin"));
        }

        return new ClaimsPrincipal(identity);
    }

    private sealed class HeaderAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(
            Request.Headers["X-User"].ToString() is { Length: > 0 } name
                ? AuthenticateResult.Success(new AuthenticationTicket(Principal(name), "header"))
                : AuthenticateResult.NoResult());
    }
}
