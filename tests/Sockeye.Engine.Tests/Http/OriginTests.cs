using System.Net;
using Microsoft.AspNetCore.Cors.Infrastructure;
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
    [InlineData("https://127.0.0.1", false)]
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

    private static async Task AssertWebSocketAsync(EngineApp app, string? origin, bool allowed)
    {
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, extraHeaders: origin is null ? "" : $"Origin: {origin}\r\n");
        Assert.StartsWith(allowed ? "HTTP/1.1 101" : "HTTP/1.1 400", socket.ResponseHead, StringComparison.Ordinal);
        if (!allowed)
        {
            Assert.Equal(EngineErrorCode.Forbidden, Assert.Single(app.Refusals).Code);
        }
    }
}
