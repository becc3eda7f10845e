using System.Buffers.Text;
using System.Diagnostics.Metrics;
using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sockeye.Client;
using Sockeye.Testing;

namespace Sockeye.Tests.Namespaces;

/// <summary>The token that a client sends to a namespace, <c>auth: { token }</c>, and the schemes of ASP.NET Core that read it as they are.</summary>
public sealed class TokenAuthenticationTests
{
    private const string Unauthorized = """{"message":"Unauthorized","data":{"code":"E_UNAUTHORIZED"}}""";
    private const string Forbidden = """{"message":"Forbidden","data":{"code":"E_FORBIDDEN"}}""";

    private static readonly Tokens Issuer = new("issuer", TimeProvider.System);
    private static readonly Tokens Other = new("another issuer", TimeProvider.System);

    [Theory]
    [InlineData(TestTransport.WebSocket)]
    [InlineData(TestTransport.Polling)]
    public async Task Token_OfAClient_SaysWhoItIs(TestTransport transport)
    {
        await using var server = await StartAsync(static io => io.Of("/private").RequireAuthorization());
        await using var client = await server.ConnectAsync("/private", transport, Issuer.AuthOf("ann"));

        var socket = server.IO.Of("/private").Sockets[client.Id];

        Assert.Equal("ann", socket.User.Identity!.Name);
        Assert.Same(socket.User, socket.Handshake.User);
        Assert.InRange(socket.Handshake.UserExpires!.Value, DateTimeOffset.UtcNow.AddMinutes(5), DateTimeOffset.UtcNow.AddMinutes(11));
    }

    [Fact]
    public async Task Token_OfTheClientForNet_SaysWhoItIs()
    {
        await using var server = new FakeServer(static services =>
        {
            Issuer.AddTo(services);
            services.AddAuthorization();
            services.Configure<SocketIOOptions>(static options => options.TokenAuthentication.Scheme = JwtBearerDefaults.AuthenticationScheme);
        });
        server.IO.MainNamespace.RequireAuthorization();

        var refused = await Assert.ThrowsAsync<ConnectException>(() => server.ConnectAsync()).Within();
        await using var client = await server.ConnectAsync(configure: static client => client.Auth = new { token = Issuer.Of("ann") }).Within();

        Assert.Equal("Unauthorized", refused.Message);
        Assert.Equal("ann", client.Socket.User.Identity!.Name);
    }

    [Fact]
    public async Task Token_WithThePrefixOfTheHeader_IsRead()
    {
        await using var server = await StartAsync(static io => io.MainNamespace.RequireAuthorization());
        await using var client = await server.ConnectAsync(auth: $$"""{"token":"bearer {{Issuer.Of("ann")}}"}""");

        Assert.Equal("ann", server.IO.Sockets[client.Id].User.Identity!.Name);
    }

    [Fact]
    public async Task Tokens_OfSeveralNamespaces_AreThoseOfTheirSockets()
    {
        await using var server = await StartAsync(static io =>
        {
            io.Of("/a").RequireAuthorization();
            io.Of("/b").RequireAuthorization();
        });
        await using var client = await server.OpenAsync(headers: ("X-User", "host"));

        // At once: the requests that the scheme sees do not know of each other.
        await client.SendAsync("40/a," + Issuer.AuthOf("ann"), "40/b," + Issuer.AuthOf("bob"), "40");
        await Waiting.Until(() => server.IO.Of("/a").Sockets.Count + server.IO.Of("/b").Sockets.Count + server.IO.Sockets.Count == 3);

        Assert.Equal("ann", server.IO.Of("/a").Sockets.Values.Single().User.Identity!.Name);
        Assert.Equal("bob", server.IO.Of("/b").Sockets.Values.Single().User.Identity!.Name);
        Assert.Equal("host", server.IO.Sockets.Values.Single().User.Identity!.Name);
    }

    [Theory]
    [InlineData("expired", "lifetime")]
    [InlineData("other", "signature")]
    [InlineData("text", "")]
    public async Task Token_ThatIsNotAccepted_MakesTheClientNobody(string kind, string log)
    {
        await using var server = await StartAsync(static io => io.Of("/private").RequireAuthorization());
        await using var client = await server.OpenAsync(headers: ("X-User", "host"));

        var auth = kind switch
        {
            "expired" => Issuer.AuthOf("ann", TimeSpan.FromMinutes(-1)),
            "other" => Other.AuthOf("ann"),
            _ => """{"token":"text"}""",
        };
        await client.SendAsync("40/private," + auth);
        await client.ExpectAsync("44/private," + Unauthorized);
        await client.JoinAsync("/", auth);

        // Not even whoever the connection belongs to.
        Assert.False(server.IO.Sockets[client.Id].User.Identity!.IsAuthenticated);
        var entry = await server.Log.FindAsync("The authentication scheme Bearer did not accept the token that a client sent to namespace /private");
        Assert.Contains(log, entry.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(LogLevel.Information, entry.Level);
    }

    [Fact]
    public async Task Tokens_ThatAreNotAcceptedForSeveralReasons_AreAllInTheLog()
    {
        await using var server = await StartAsync(static io => io.Of("/private").RequireAuthorization());
        await using var client = await server.OpenAsync();

        foreach (var auth in (string[])[Issuer.AuthOf("ann", TimeSpan.FromMinutes(-1)), Issuer.AuthOf("ann", TimeSpan.FromMinutes(-2)), Other.AuthOf("ann")])
        {
            await client.SendAsync("40/private," + auth);
            await client.ExpectAsync("44/private," + Unauthorized);
        }

        // One of a kind a minute.
        string[] entries = [.. server.Log.Entries.Select(static entry => entry.Text).Where(static text => text.Contains("did not accept the token", StringComparison.Ordinal))];
        Assert.Equal(2, entries.Length);
        Assert.Contains("lifetime", entries[0], StringComparison.OrdinalIgnoreCase);
        Assert.Contains("signature", entries[1], StringComparison.OrdinalIgnoreCase);
    }

    // The messages of a scheme repeat what the client has put into its token.
    [Fact]
    public async Task Token_WithTextThatLooksLikeTheLog_IsOneShortLineThere()
    {
        await using var server = await StartAsync();
        await using var client = await server.OpenAsync();
        var head = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new { alg = "HS256", typ = "JWT", kid = "key\ncrit: Everything is lost" + new string('!', 10_000) }));

        await client.JoinAsync("/", $$"""{"token":"{{head}}.{{Issuer.Of("ann").Split('.')[1]}}.AAAA"}""");

        var entry = await server.Log.FindAsync("The authentication scheme Bearer did not accept the token");
        Assert.Contains("Everything is lost", entry.Text, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', entry.Text);
        Assert.InRange(entry.Text.Length, 100, 2000);
    }

    [Fact]
    public async Task Clients_ThatAreRefusedInNamespacesWithoutEnd_HideNoOtherWarning()
    {
        await using var server = await StartAsync(static io =>
        {
            io.Of(static (name, _) => name.StartsWith("/room-", StringComparison.Ordinal)).RequireAuthorization();
            io.OnConnection(static socket => socket.On("count", static (int _) => { }));
        });
        await using var client = await server.ConnectAsync();
        for (var i = 0; i < 300; i++)
        {
            await client.SendAsync($"40/room-{i}," + Other.AuthOf("ann"));
            await client.ExpectAsync($"44/room-{i}," + Unauthorized);
        }

        await client.SendAsync("""42["count","text"]""");

        await server.Log.FindAsync("The event \"count\" of namespace / was dropped");
    }

    [Theory]
    [InlineData("")]
    [InlineData("""{"token":7}""")]
    [InlineData("""{"token":""}""")]
    public async Task Client_WithoutAToken_IsThatOfTheFirstRequest(string auth)
    {
        await using var server = await StartAsync(static io => io.MainNamespace.RequireAuthorization());
        await using var known = await server.OpenAsync(headers: ("X-User", "host"));
        await using var anonymous = await server.OpenAsync();

        await known.JoinAsync("/", auth);
        await anonymous.SendAsync("40" + auth);
        await anonymous.ExpectAsync("44" + Unauthorized);

        Assert.Equal("host", server.IO.Sockets[known.Id].User.Identity!.Name);
        await server.Log.FindAsync("it has sent no auth.token");
    }

    [Theory]
    [InlineData("Development", LogLevel.Warning)]
    [InlineData("Production", LogLevel.Information)]
    public async Task Token_WithoutAScheme_IsRefusedAndTheLogSaysWhy(string environment, LogLevel level)
    {
        await using var server = await StartAsync(
            static io => io.Of("/private").RequireAuthorization(),
            scheme: null,
            services => services.AddSingleton<IHostEnvironment>(new HostEnvironment(environment)));
        await using var client = await server.OpenAsync();

        await client.SendAsync("40/private," + Issuer.AuthOf("ann"));
        await client.ExpectAsync("44/private," + Unauthorized);

        var entry = await server.Log.FindAsync("it has sent auth.token, but no authentication scheme reads it. Set options.TokenAuthentication.Scheme");
        Assert.Contains("namespace /private", entry.Text, StringComparison.Ordinal);
        Assert.Equal(level, entry.Level);
    }

    [Fact]
    public async Task User_WhomThePolicyRefuses_IsInTheLogWithTheRequirement()
    {
        await using var server = await StartAsync(static io => io.Of("/admin").RequireAuthorization("admins"));
        await using var client = await server.OpenAsync();

        await client.SendAsync("40/admin," + Issuer.AuthOf("ann", roles: "guest"));
        await client.ExpectAsync("44/admin," + Forbidden);
        await client.JoinAsync("/admin", Issuer.AuthOf("root", roles: "admin"));

        var entry = await server.Log.FindAsync("the policy does not allow user ann");
        Assert.Contains("admin", entry.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scheme_OfANamespaceOrAPattern_ReadsItsTokens()
    {
        await using var server = await StartAsync(
            static io =>
            {
                io.Of("/other").AuthenticateToken("other").RequireAuthorization();
                io.Of(static (name, _) => name.StartsWith("/room-", StringComparison.Ordinal)).AuthenticateToken("other").RequireAuthorization();
                io.Of("/own").AuthenticateToken(null);
            },
            services: static services => Other.AddTo(services, "other"));
        await using var client = await server.OpenAsync();

        await client.JoinAsync("/other", Other.AuthOf("ann"));
        await client.JoinAsync("/room-1", Other.AuthOf("bob"));
        Assert.Equal("bob", server.IO.Of("/room-1").Sockets[client.Id].User.Identity!.Name);
        await client.JoinAsync("/own", """{"token":"of the application"}""");
        Assert.False(server.IO.Of("/own").Sockets[client.Id].Handshake.User.Identity!.IsAuthenticated);
        await client.SendAsync("40/room-2," + Issuer.AuthOf("ann"));
        await client.ExpectAsync("44/room-2," + Unauthorized);
    }

    [Fact]
    public async Task AuthenticateToken_WithAnEmptyName_Throws()
    {
        await using var server = await StartAsync();

        Assert.Throws<ArgumentException>(() => server.IO.Of("/other").AuthenticateToken(string.Empty));
        Assert.Throws<ArgumentException>(() => server.IO.Of(static (name, _) => name == "/room").AuthenticateToken(string.Empty));
    }

    [Fact]
    public async Task Token_OfAV2Client_IsThatOfTheQueryOfTheNamespace()
    {
        await using var server = await StartAsync(static io => io.Of("/private").RequireAuthorization(), options: static options => options.Engine.AllowEIO3 = true);
        await using var client = await server.OpenAsync(query: "&EIO=3");

        await client.ExpectAsync("40");
        await client.SendAsync($"40/private?token={Issuer.Of("ann")},");
        await Waiting.Until(() => server.IO.Of("/private").Sockets.Count == 1);

        Assert.Equal("ann", server.IO.Of("/private").Sockets.Values.Single().User.Identity!.Name);
    }

    [Fact]
    public async Task Token_SaysWhoTheUserIsThatIsSentTo()
    {
        await using var server = await StartAsync(options: static options => options.UserIdClaim = "sub");
        await using var client = await server.ConnectAsync(auth: Issuer.AuthOf("ann"));

        await server.IO.User("ann").EmitAsync("mail");

        await client.ExpectAsync("""42["mail"]""");
    }

    [Fact]
    public async Task Request_ThatTheSchemeSees_HasTheHeadersOfTheConnectionButItsCredentials()
    {
        await using var server = await StartAsync(
            scheme: "recording",
            services: static services => services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, RecordingScheme>("recording", null));
        await using var client = await server.OpenAsync(query: "&access_token=of-the-connection", headers: [("Authorization", "Bearer of-the-connection"), ("Cookie", "jwt=of-the-connection"), ("X-Tenant", "blue")]);

        await client.JoinAsync("/", """{"token":"of-the-namespace"}""");

        var claims = server.IO.Sockets[client.Id].User.Claims.ToDictionary(static claim => claim.Type, static claim => claim.Value);
        Assert.Equal("Bearer of-the-namespace", claims["authorization"]);
        Assert.Equal("blue", claims["tenant"]);
        Assert.Equal("", claims["query"]);
        Assert.Equal("", claims["cookie"]);
        Assert.Equal("/socket.io/", claims["path"]);
        Assert.Equal(server.Url.Authority, claims["host"]);
        Assert.Equal("127.0.0.1", claims["address"]);
        Assert.Equal("True", claims["scoped"]);
    }

    [Theory]
    [InlineData("no such scheme", true, "no such scheme")]
    [InlineData("Bearer", false, "AddAuthentication")]
    public async Task Scheme_ThatCannotBeAsked_RefusesAndSaysWhy(string scheme, bool addAuthentication, string log)
    {
        await using var server = new FakeServer(services =>
        {
            services.Configure<SocketIOOptions>(options => options.TokenAuthentication.Scheme = scheme);
            if (addAuthentication)
            {
                services.AddAuthentication();
            }
        });

        var refused = await Assert.ThrowsAsync<ConnectException>(() => server.ConnectAsync(configure: static client => client.Auth = new { token = "any" })).Within();

        Assert.Equal("Internal server error", refused.Message);
        Assert.Contains(server.Errors, error => $"{error.Message} {error.Exception}".Contains(log, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Scheme_ThatTakesTooLong_RefusesTheClient()
    {
        await using var server = await StartWithASlowSchemeAsync(static () => { });

        await AssertRefusedInTimeAsync(server);

        await server.Log.FindAsync("the authentication scheme Bearer did not read the token in time");
    }

    [Fact]
    public async Task Scheme_ThatThrowsAfterTheClientWasRefused_IsLoggedAndCounted()
    {
        var failures = 0;
        await using var server = await StartWithASlowSchemeAsync(static () => throw new InvalidOperationException("too late"));
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "sockeye.handler.failures" && ReferenceEquals(instrument.Meter.Scope, server.App.Services.GetRequiredService<IMeterFactory>()))
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        meters.SetMeasurementEventCallback<long>((_, _, _, _) => Interlocked.Increment(ref failures));
        meters.Start();
        server.Log.Expect("authentication scheme");
        server.Log.Expect("Exception occurred while processing message"); // the scheme says it too

        await AssertRefusedInTimeAsync(server);

        await Waiting.Until(() => Volatile.Read(ref failures) == 1);
        await server.Log.FindAsync("The callback \"authentication scheme\" failed");
    }

    [Fact]
    public async Task Token_ThatExpires_EndsTheSocketIfTheNamespaceSaysSo()
    {
        await using var server = await TestServer.StartAsync(
            static io => io.MainNamespace.UseLiveAuthentication(static options => options.Warning = TimeSpan.Zero),
            static options => options.TokenAuthentication.Scheme = BearerTokenDefaults.AuthenticationScheme,
            static services => services.AddAuthentication().AddBearerToken(),
            fakeTime: true);

        // An opaque token, of the data protection of the application.
        var protector = server.App.Services.GetRequiredService<IOptionsMonitor<BearerTokenOptions>>().Get(BearerTokenDefaults.AuthenticationScheme).BearerTokenProtector;
        var ticket = new AuthenticationTicket(Users.Named("ann"), new AuthenticationProperties { ExpiresUtc = server.Time.GetUtcNow().AddMinutes(5) }, BearerTokenDefaults.AuthenticationScheme);
        await using var client = await server.ConnectAsync(auth: $$"""{"token":"{{protector.Protect(ticket)}}"}""");

        await client.ExpectNothingAsync();
        server.Time.Advance(TimeSpan.FromMinutes(6));

        await client.ExpectAsync("""42["disconnect_reason","authentication expired"]""", "41");
    }

    [Theory]
    [InlineData(JwtBearerDefaults.AuthenticationScheme, true)]
    [InlineData(null, false)]
    public async Task Endpoint_ThatRequiresAuthorization_IsInTheLogIfTokensComeAfterIt(string? scheme, bool isLogged)
    {
        await using var server = await StartAsync(static io => io.RequireAuthorization(), scheme, app: static app => app.UseAuthorization());
        using var http = new HttpClient { BaseAddress = server.Url };

        using var response = await http.GetAsync(new Uri("/socket.io/?EIO=4&transport=polling", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(isLogged, server.Log.Entries.Any(static entry => entry.Text.Contains("before a client can send auth.token", StringComparison.Ordinal)));
    }

    // It waits until its request is aborted.
    private static Task<TestServer> StartWithASlowSchemeAsync(Action afterwards) => TestServer.StartAsync(
        options: static options =>
        {
            options.TokenAuthentication.Scheme = JwtBearerDefaults.AuthenticationScheme;
            options.MiddlewareTimeout = TimeSpan.FromSeconds(3);
            options.Engine.PingInterval = TimeSpan.FromHours(10); // the clock goes faster than the client answers
        },
        services: services => services.AddAuthentication().AddJwtBearer(options => options.Events = new JwtBearerEvents
        {
            OnMessageReceived = async context =>
            {
                // The first request of the connection, which the scheme sees too, has no token.
                if (context.Request.Headers.Authorization.Count > 0)
                {
                    await Task.Delay(Timeout.Infinite, context.HttpContext.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    afterwards();
                }
            },
        }),
        fakeTime: true);

    private static async Task AssertRefusedInTimeAsync(TestServer server)
    {
        await using var client = await server.OpenAsync();
        await client.SendAsync("""40{"token":"any"}""");
        var answer = client.ReceiveAsync();
        await Waiting.Until(() =>
        {
            server.Time.Advance(TimeSpan.FromSeconds(1));
            return answer.IsCompleted;
        });

        Assert.Equal("""44{"message":"operation has timed out"}""", await answer);
    }

    private static Task<TestServer> StartAsync(
        Action<SocketIOServer>? io = null,
        string? scheme = JwtBearerDefaults.AuthenticationScheme,
        Action<IServiceCollection>? services = null,
        Action<SocketIOOptions>? options = null,
        Action<WebApplication>? app = null) => TestServer.StartAsync(
        io,
        all =>
        {
            all.TokenAuthentication.Scheme = scheme;
            options?.Invoke(all);
        },
        all =>
        {
            all.AddAuthentication("header").AddScheme<AuthenticationSchemeOptions, HeaderScheme>("header", null);
            Issuer.AddTo(all);
            all.AddAuthorization(static options => options.AddPolicy("admins", new AuthorizationPolicyBuilder().RequireRole("admin").Build()));
            services?.Invoke(all);
        },
        all =>
        {
            all.UseAuthentication();
            app?.Invoke(all);
        });

    /// <summary>Who sends the requests of the connection.</summary>
    private sealed class HeaderScheme(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(
            Request.Headers["X-User"].ToString() is { Length: > 0 } name
                ? AuthenticateResult.Success(new AuthenticationTicket(Users.Named(name), Scheme.Name))
                : AuthenticateResult.NoResult());
    }

    /// <summary>Says what it sees.</summary>
    private sealed class RecordingScheme(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(
            new ClaimsPrincipal(new ClaimsIdentity(
                [
                    new Claim("authorization", Request.Headers.Authorization.ToString()),
                    new Claim("tenant", Request.Headers["X-Tenant"].ToString()),
                    new Claim("query", Request.QueryString.ToString()),
                    new Claim("cookie", Request.Headers.Cookie.ToString()),
                    new Claim("path", Request.Path.ToString()),
                    new Claim("host", Request.Host.ToString()),
                    new Claim("address", Context.Connection.RemoteIpAddress!.ToString()),
                    new Claim("scoped", (Context.RequestServices.GetService<IServiceScopeFactory>() is not null && Context.RequestServices != Context.RequestServices.GetRequiredService<SocketIOServer>().Services).ToString()),
                ],
                "recording")),
            Scheme.Name)));
    }

    private sealed record HostEnvironment(string EnvironmentName) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = EnvironmentName;

        public string ApplicationName { get; set; } = "test";

        public string ContentRootPath { get; set; } = AppContext.BaseDirectory;

        public Microsoft.Extensions.FileProviders.IFileProvider ContentRootFileProvider { get; set; } = new Microsoft.Extensions.FileProviders.NullFileProvider();
    }
}
