using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sockeye.Client;
using Sockeye.Testing;

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
        await using var server = CreateServer();
        server.IO.Of("/admin").RequireAuthorization("admins");

        Assert.Equal("Unauthorized E_UNAUTHORIZED", await RefusalAsync(server, "/admin"));
        Assert.Equal("Forbidden E_FORBIDDEN", await RefusalAsync(server, "/admin", static client => client.SignIn("ann")));
        await using var admin = await server.ConnectAsync("/admin", static client => client.User = Principal("root")).Within();
    }

    [Fact]
    public async Task PolicyObject_LetsInWhomItAllows()
    {
        await using var server = CreateServer();
        server.IO.MainNamespace.RequireAuthorization(Admins);

        Assert.Equal("Forbidden E_FORBIDDEN", await RefusalAsync(server, "/", static client => client.SignIn("ann")));
        await using var admin = await server.ConnectAsync(configure: static client => client.User = Principal("root")).Within();
    }

    [Fact]
    public async Task Policy_OfAPattern_HoldsForItsNamespaces()
    {
        await using var server = CreateServer();
        server.IO.Of(static (name, _) => name.StartsWith("/room-", StringComparison.Ordinal)).RequireAuthorization();

        Assert.Equal("Unauthorized E_UNAUTHORIZED", await RefusalAsync(server, "/room-1"));
        await using var known = await server.ConnectAsync("/room-1", static client => client.SignIn("ann")).Within();
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
        await using var server = CreateServer();
        server.IO.MainNamespace.RequireAuthorization(policy);

        Assert.Equal("Unauthorized E_UNAUTHORIZED", await RefusalAsync(server, "/"));
        await using var fake = await server.ConnectAsync(configure: static client => client.Auth = new { room = "open" }).Within();
    }

    [Theory]
    [InlineData("no such policy", true, "There is no authorization policy named")]
    [InlineData("admins", false, "builder.Services.AddAuthorization()")]
    public async Task Policy_ThatCannotBeAsked_RefusesAndSaysWhy(string policy, bool addAuthorization, string log)
    {
        await using var server = new FakeServer(services => _ = addAuthorization ? services.AddAuthorization() : services);
        server.IO.MainNamespace.RequireAuthorization(policy);

        var refused = await Assert.ThrowsAsync<ConnectException>(() => server.ConnectAsync()).Within();

        Assert.Equal("Internal server error", refused.Message);
        Assert.Contains(server.Errors, error => $"{error.Message} {error.Exception}".Contains(log, StringComparison.Ordinal));
    }

    private static FakeServer CreateServer() => new(static services => services.AddAuthorization(static options => options.AddPolicy("admins", Admins)));

    private static async Task<string> RefusalAsync(FakeServer server, string ns, Action<FakeClient>? configure = null)
    {
        var refused = await Assert.ThrowsAsync<ConnectException>(() => server.ConnectAsync(ns, configure)).Within();
        return $"{refused.Message} {refused.ErrorData!.Get<JsonElement>(0).GetProperty("code")}";
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
