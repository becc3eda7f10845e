using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sockeye.Engine;

namespace Sockeye.Tests.Hosting;

public sealed class MappingTests
{
    [Fact]
    public void Map_WithoutAdding_SaysWhatToDo()
    {
        var builder = WebApplication.CreateSlimBuilder();
        var app = builder.Build();

        var unnamed = Assert.Throws<InvalidOperationException>(() => app.MapSocketIO());
        var named = Assert.Throws<InvalidOperationException>(() => app.MapSocketIO("/chat", "chat"));

        Assert.Contains("builder.Services.AddSocketIO()", unnamed.Message, StringComparison.Ordinal);
        Assert.Contains("builder.Services.AddSocketIO(\"chat\")", named.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Map_OfAServerAddedUnderAnotherName_SaysWhatToDo()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSocketIO("chat");
        var app = builder.Build();

        Assert.Throws<InvalidOperationException>(() => app.MapSocketIO());
        Assert.NotNull(app.MapSocketIO("/chat", "chat"));
    }

    [Fact]
    public async Task Map_OfSeveralServers_KeepsThemApart()
    {
        using var log = new ErrorLog();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSocketIO(static options => options.AckTimeout = TimeSpan.FromSeconds(1));
        builder.Services.AddSocketIO("chat", static options => options.AckTimeout = TimeSpan.FromSeconds(2));
        await using var app = builder.Build();
        var main = app.MapSocketIO();
        var chat = app.MapSocketIO("/chat/io/", "chat");
        await app.StartAsync().Within();
        var url = new Uri(app.Urls.Single());

        Assert.NotSame(main, chat);
        Assert.Same(chat, app.Services.GetRequiredKeyedService<SocketIOServer>("chat"));
        Assert.Equal([1, 2], new[] { main, chat }.Select(static server => server.Options.AckTimeout.TotalSeconds));
        chat.Of("/only-chat");
        await using var one = await TestClient.OpenAsync(url, "/socket.io/", TestTransport.WebSocket);
        await using var two = await TestClient.OpenAsync(url, "/chat/io/", TestTransport.Polling);
        await one.JoinAsync();
        await two.JoinAsync();
        await chat.EmitAsync("chat only");
        Assert.Equal([], await one.DrainAsync());
        Assert.Equal(["""42["chat only"]"""], await two.DrainAsync());
        await two.JoinAsync("/only-chat");
        await one.SendAsync("40/only-chat,");
        await one.ExpectAsync("""44/only-chat,{"message":"Invalid namespace"}""");

        await app.StopAsync().Within();
        Assert.Equal([], await one.ClosedAsync());
        log.Verify();
    }

    [Theory]
    [InlineData("/socket.io")]
    [InlineData("/socket.io/")]
    [InlineData("/socket.io/anything")]
    public async Task Map_DefaultPath_ServesItAndWhatIsBelow(string path)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await TestClient.OpenAsync(server.Url, path, TestTransport.Polling);

        await client.JoinAsync();
    }

    [Fact]
    public async Task Map_InAGroupBehindAPathBase_Serves()
    {
        using var log = new ErrorLog();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSocketIO();
        await using var app = builder.Build();
        app.UsePathBase("/base");
        app.UseRouting();
        app.MapGroup("/api").MapSocketIO();
        await app.StartAsync().Within();

        await using var client = await TestClient.OpenAsync(new Uri(app.Urls.Single()), "/base/api/socket.io/", TestTransport.WebSocket);
        await client.JoinAsync();

        await app.StopAsync().Within();
        log.Verify();
    }

    [Fact]
    public async Task Map_WithConventions_AppliesThemAndGoesOnWithTheServer()
    {
        await using var app = Create();
        SocketIOServer io = app.MapSocketIO().RequireHost("elsewhere.example").WithMetadata("mine").CacheOutput();
        Namespace chat = app.MapSocketIO("/other").RequireHost("*").Of("/chat");
        await app.StartAsync().Within();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        Assert.Same(app.Services.GetRequiredService<SocketIOServer>(), io);
        Assert.Same(io.Of("/chat"), chat);
        Assert.Equal(HttpStatusCode.NotFound, await GetAsync(http, "/socket.io/"));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(http, "/other/"));
        await using var client = await TestClient.OpenAsync(http.BaseAddress!, "/other/", TestTransport.WebSocket);
        await client.JoinAsync("/chat");
        var endpoint = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.Single(static endpoint => endpoint.Metadata.GetMetadata<string>() == "mine");
        Assert.True(endpoint.Metadata.GetMetadata<OutputCacheAttribute>()!.NoStore);

        await app.StopAsync().Within();
    }

    [Fact]
    public async Task Map_WithAuthorizationAndRateLimits_AppliesThem()
    {
        await using var app = Create(static services =>
        {
            services.AddAuthentication("test").AddScheme<AuthenticationSchemeOptions, NameAuthentication>("test", null);
            services.AddAuthorization();
            services.AddRateLimiter(static options => options
                .AddFixedWindowLimiter("two", static limiter => (limiter.PermitLimit, limiter.Window) = (2, TimeSpan.FromHours(1)))
                .RejectionStatusCode = 429);
        });
        app.UseRouting();
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapSocketIO().RequireAuthorization().OnConnection(static socket => socket.Emit("hello", socket.User.Identity?.Name));
        app.MapSocketIO("/limited").RequireRateLimiting("two");
        await app.StartAsync().Within();
        var url = new Uri(app.Urls.Single());
        using var http = new HttpClient { BaseAddress = url };

        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(http, "/socket.io/"));
        await using var client = await TestClient.OpenAsync(url, "/socket.io/", TestTransport.WebSocket, "", ("X-Name", "ann"));
        await client.JoinAsync();
        await client.ExpectAsync("""42["hello","ann"]""");
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests], [await GetAsync(http, "/limited/"), await GetAsync(http, "/limited/"), await GetAsync(http, "/limited/")]);

        await app.StopAsync().Within();
    }

    [Fact]
    public async Task Map_WithTheCookieScheme_AnswersStrangersWithoutARedirect()
    {
        await using var app = Create(static services =>
        {
            services.AddAuthentication("cookies").AddCookie("cookies");
            services.AddAuthorization();
        });
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapSocketIO().RequireAuthorization();
        await app.StartAsync().Within();
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.Single()) };

        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(http, "/socket.io/"));

        await app.StopAsync().Within();
    }

    [Fact]
    public async Task Convention_OnAServerWithoutAnEndpoint_SaysWhatToDo()
    {
        await using var app = Create();
        var io = app.Services.GetRequiredService<SocketIOServer>();

        Assert.Contains("app.MapSocketIO()", Assert.Throws<InvalidOperationException>(() => io.RequireHost("*")).Message, StringComparison.Ordinal);

        app.MapSocketIO();
        await app.StartAsync().Within();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        Assert.Equal(HttpStatusCode.OK, await GetAsync(http, "/socket.io/"));

        // The endpoint is made: what came now would be without effect.
        Assert.Throws<InvalidOperationException>(() => io.RequireHost("*"));
        await app.StopAsync().Within();
    }

    [Fact]
    public async Task MapEngineIO_WithConventions_AppliesThem()
    {
        await using var app = Create(static services => services.AddEngineIO());
        EngineServer engine = app.MapEngineIO("/engine.io", static _ => { }, static _ => throw new InvalidOperationException()).RequireHost("elsewhere.example");
        await app.StartAsync().Within();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        Assert.Equal(HttpStatusCode.NotFound, await GetAsync(http, "/engine.io/"));
        Assert.Equal(0, engine.ClientsCount);

        await app.StopAsync().Within();
    }

    private static WebApplication Create(Action<IServiceCollection>? services = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSocketIO();
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        services?.Invoke(builder.Services);
        return builder.Build();
    }

    private static async Task<HttpStatusCode> GetAsync(HttpClient http, string path)
    {
        using var response = await http.GetAsync(new Uri(path + "?EIO=4&transport=polling", UriKind.Relative)).Within();
        return response.StatusCode;
    }

    private sealed class NameAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Request.Headers["X-Name"] is [{ } name]
            ? AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, name)], "test")), "test"))
            : AuthenticateResult.NoResult());
    }
}
