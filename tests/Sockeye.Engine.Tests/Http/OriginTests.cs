using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Sockeye.Engine.Tests.Fixture;

namespace Sockeye.Engine.Tests.Http;

public sealed class OriginTests
{
    private const string Good = "https://good.example";
    private const string Evil = "https://evil.example";

    [Fact]
    public async Task Get_NoPolicy_SendsNoCorsHeaders()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        using HttpResponseMessage response = await SendAsync(app, HttpMethod.Get, Evil);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain(response.Headers, h => h.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Get_Policy_AllowsListedOriginOnly()
    {
        await using EngineApp app = await StartAsync();
        using HttpResponseMessage good = await SendAsync(app, HttpMethod.Get, Good);
        Assert.Equal(Good, good.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("true", good.Headers.GetValues("Access-Control-Allow-Credentials").Single());
        using HttpResponseMessage evil = await SendAsync(app, HttpMethod.Get, Evil);
        Assert.False(evil.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Get_RefusedRequest_HasCorsHeaders()
    {
        await using EngineApp app = await StartAsync();
        using HttpResponseMessage response = await SendAsync(app, HttpMethod.Get, Good, "/engine.io/?EIO=4&transport=foo");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(Good, response.Headers.GetValues("Access-Control-Allow-Origin").Single());
    }

    [Fact]
    public async Task Options_Policy_AnswersPreflight()
    {
        await using EngineApp app = await StartAsync();
        using HttpResponseMessage good = await SendAsync(app, HttpMethod.Options, Good);
        Assert.Equal(HttpStatusCode.NoContent, good.StatusCode);
        Assert.Equal(Good, good.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("GET,POST", good.Headers.GetValues("Access-Control-Allow-Methods").Single());
        using HttpResponseMessage evil = await SendAsync(app, HttpMethod.Options, Evil);
        Assert.False(evil.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData(Good, true)]
    [InlineData(Evil, false)]
    [InlineData("http://{0}", true)]
    [InlineData("null", false)]
    [InlineData(null, true)]
    public async Task WebSocket_Policy_ChecksOrigin(string? origin, bool allowed)
    {
        await using EngineApp app = await StartAsync();
        await AssertWebSocketAsync(app, origin?.Replace("{0}", app.BaseUri.Authority, StringComparison.Ordinal), allowed);
    }

    [Theory]
    [InlineData("http://{0}", true)]
    [InlineData("http://127.0.0.1:1", false)]
    [InlineData("http://{0}.evil.example", false)]
    [InlineData("null", false)]
    [InlineData("garbage", false)]
    [InlineData(null, true)]
    public async Task WebSocket_NoPolicy_AllowsSameHostOnly(string? origin, bool allowed)
    {
        await using EngineApp app = await EngineApp.StartAsync();
        await AssertWebSocketAsync(app, origin?.Replace("{0}", app.BaseUri.Authority, StringComparison.Ordinal), allowed);
    }

    [Fact]
    public async Task WebSocket_UpgradeFromEvilOrigin_IsRefused()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        (string sid, _) = await app.OpenPollingAsync();
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, sid, $"Origin: {Evil}\r\n");
        Assert.StartsWith("HTTP/1.1 400", socket.ResponseHead, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://chat.example:8080", "chat.example", true)] // nginx: proxy_set_header Host $host
    [InlineData("https://chat.example:8443", "chat.example", true)]
    [InlineData("https://chat.example", "chat.example:443", true)]
    [InlineData("http://chat.example:8080", "chat.example:80", true)] // $host:$server_port in a container that is published at 8080
    [InlineData("https://chat.example", "chat.example:5000", true)] // $host:$proxy_port
    [InlineData("http://[::1]:8080", "[::1]", true)]
    [InlineData("http://[::ffff:7f00:1]:8080", "[::ffff:7f00:1]:8080", true)] // .NET writes it as ::ffff:127.0.0.1
    [InlineData("http://[::2]:8080", "[::1]", false)]
    [InlineData("http://chat.example.", "chat.example", true)] // nginx takes the dot away
    [InlineData("http://CHAT.example", "chat.EXAMPLE", true)]
    [InlineData("http://my_host:3000", "my_host:3000", true)]
    [InlineData("http://chat.example@evil.example", "chat.example", false)]
    [InlineData("http://chat.example:80.evil.example", "chat.example", false)]
    [InlineData("http://chat.example:8080", "chat.example:5000", false)]
    [InlineData("http://evil.example:8080", "chat.example", false)]
    [InlineData("http://evil.example", "chat.example:5000", false)]
    [InlineData("http://chat.example.evil.example", "chat.example", false)]
    public async Task WebSocket_BehindAProxy_ComparesHostsWithoutThePortItDropsOrAdds(string origin, string host, bool allowed)
    {
        await using EngineApp app = await EngineApp.StartAsync();
        await AssertWebSocketAsync(app, origin, allowed, host);
    }

    [Theory]
    [InlineData("same-origin", "https://chat.example:8443", "backend:5000", true)] // nginx without proxy_set_header
    [InlineData("same-origin", "https://chat.example", "chat.example:5000", true)]
    [InlineData("same-site", "http://chat.example:8080", "chat.example", false)] // another port, says the browser
    [InlineData("cross-site", "https://evil.example", "chat.example", false)]
    [InlineData("none", "https://evil.example", "chat.example", false)]
    [InlineData("same-site", "http://chat.example:5000", "chat.example:5000", true)]
    public async Task WebSocket_BrowserSaysWhoAsks_IsBelieved(string site, string origin, string host, bool allowed)
    {
        await using EngineApp app = await EngineApp.StartAsync();
        await AssertWebSocketAsync(app, origin, allowed, host, $"Sec-Fetch-Site: {site}\r\n");
    }

    [Theory]
    [InlineData("", true)] // arduinoWebSockets
    [InlineData("Cookie: user=1\r\n", false)]
    [InlineData("Authorization: Basic eDp5\r\n", false)]
    [InlineData("Sec-Fetch-Site: cross-site\r\n", false)]
    public async Task WebSocket_FromAFile_IsADeviceIfItHasNoCredentialsOfABrowser(string headers, bool allowed)
    {
        await using EngineApp app = await EngineApp.StartAsync();
        await AssertWebSocketAsync(app, "file://", allowed, moreHeaders: headers);
    }

    [Theory]
    [InlineData("default policy")]
    [InlineData("named policy")]
    [InlineData("policy of the middleware")]
    [InlineData("policy added before Engine.IO")]
    public async Task WebSocket_CorsOfTheApplication_Counts(string how)
    {
        await using EngineApp app = await EngineApp.StartAsync(
            configureServices: services => services.AddCors(cors =>
            {
                cors.AddPolicy("some", policy => policy.WithOrigins(Good));
                if (how is "default policy" or "policy added before Engine.IO")
                {
                    cors.AddDefaultPolicy(policy => policy.WithOrigins(Good));
                }
            }),
            servicesFirst: how == "policy added before Engine.IO",
            configureApp: app => _ = how switch
            {
                "named policy" => app.UseCors("some"),
                "policy of the middleware" => app.UseCors(policy => policy.WithOrigins(Good)),
                _ => app.UseCors(),
            });
        await AssertWebSocketAsync(app, Good, allowed: true);
        await AssertWebSocketAsync(app, Evil, allowed: false);
        using HttpResponseMessage polling = await SendAsync(app, HttpMethod.Get, Good);
        Assert.Equal(Good, polling.Headers.GetValues("Access-Control-Allow-Origin").Single());
    }

    // Browsers do not let pages use cookies by such a policy; but a WebSocket carries them.
    [Theory]
    [InlineData("", true)]
    [InlineData("Cookie: user=1\r\n", false)]
    [InlineData("Authorization: Basic eDp5\r\n", false)]
    public async Task WebSocket_CorsOfTheApplicationForAnyOrigin_CountsWithoutCredentials(string headers, bool allowed)
    {
        await using EngineApp app = await EngineApp.StartAsync(
            configureServices: services => services.AddCors(),
            configureApp: app => app.UseCors(policy => policy.AllowAnyOrigin()));
        await AssertWebSocketAsync(app, Evil, allowed, moreHeaders: headers);
    }

    [Fact]
    public async Task WebSocket_OwnPolicyForAnyOrigin_CountsWithCredentials()
    {
        await using EngineApp app = await EngineApp.StartAsync(o => o.Cors = new CorsPolicyBuilder().AllowAnyOrigin().Build());
        await AssertWebSocketAsync(app, Evil, allowed: true, moreHeaders: "Cookie: user=1\r\n");
    }

    [Fact]
    public async Task WebSocket_CorsOfTheApplicationForThatOrigin_CountsWithCredentials()
    {
        await using EngineApp app = await EngineApp.StartAsync(
            configureServices: services => services.AddCors(),
            configureApp: app => app.UseCors(policy => policy.WithOrigins(Good)));
        await AssertWebSocketAsync(app, Good, allowed: true, moreHeaders: "Cookie: visits=1\r\n");
    }

    [Fact]
    public async Task WebSocket_Refused_WarnsOnceOfOriginAndHost()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        for (int i = 0; i < 3; i++)
        {
            using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, extraHeaders: $"Origin: {Evil}\r\n", host: "chat.example");
            Assert.StartsWith("HTTP/1.1 400", socket.ResponseHead, StringComparison.Ordinal);
        }

        string warning = Assert.Single(app.Warnings);
        Assert.Contains(Evil, warning, StringComparison.Ordinal);
        Assert.Contains("chat.example.", warning, StringComparison.Ordinal);
        Assert.Contains("Cors", warning, StringComparison.Ordinal);
    }

    private static Task<EngineApp> StartAsync() =>
        EngineApp.StartAsync(o => o.Cors = new CorsPolicyBuilder(Good).AllowAnyHeader().WithMethods("GET", "POST").AllowCredentials().Build());

    private static Task<HttpResponseMessage> SendAsync(EngineApp app, HttpMethod method, string origin, string? url = null)
    {
        var request = new HttpRequestMessage(method, url ?? EngineApp.Url());
        request.Headers.Add("Origin", origin);
        if (method == HttpMethod.Options)
        {
            request.Headers.Add("Access-Control-Request-Method", "POST");
        }

        return app.Http.SendAsync(request).Within();
    }

    private static async Task AssertWebSocketAsync(EngineApp app, string? origin, bool allowed, string? host = null, string moreHeaders = "")
    {
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(
            app, extraHeaders: (origin is null ? "" : $"Origin: {origin}\r\n") + moreHeaders, host: host);
        Assert.StartsWith(allowed ? "HTTP/1.1 101" : "HTTP/1.1 400", socket.ResponseHead, StringComparison.Ordinal);
        if (!allowed)
        {
            Assert.Equal(EngineErrorCode.Forbidden, Assert.Single(app.Refusals).Code);
        }
    }
}
