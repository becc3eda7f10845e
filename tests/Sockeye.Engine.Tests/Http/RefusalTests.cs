using System.Net;
using Sockeye.Engine.Sessions;
using Sockeye.Engine.Tests.Fixture;

namespace Sockeye.Engine.Tests.Http;

public sealed class RefusalTests
{
    private const string UnknownSid = "AAAAAAAAAAAAAAAAAAAA";

    [Theory]
    [InlineData("GET", "?EIO=4", 0, "Transport unknown")]
    [InlineData("GET", "?EIO=4&transport=foo", 0, "Transport unknown")]
    [InlineData("GET", "?EIO=4&transport=__proto__", 0, "Transport unknown")]
    [InlineData("GET", "?EIO=4&transport=constructor", 0, "Transport unknown")]
    [InlineData("GET", "?EIO=4&transport=webtransport", 0, "Transport unknown")]
    [InlineData("GET", "?EIO=4&transport=polling&sid=" + UnknownSid, 1, "Session ID unknown")]
    [InlineData("GET", "?EIO=4&transport=polling&sid=__proto__", 1, "Session ID unknown")]
    [InlineData("GET", "?EIO=4&transport=polling&sid=a%00b", 1, "Session ID unknown")]
    [InlineData("GET", "?EIO=4&transport=polling&sid=a&sid=b", 3, "Bad request")]
    [InlineData("POST", "?EIO=4&transport=polling", 2, "Bad handshake method")]
    [InlineData("PUT", "?EIO=4&transport=polling", 2, "Bad handshake method")]
    [InlineData("OPTIONS", "?EIO=4&transport=polling", 2, "Bad handshake method")]
    [InlineData("GET", "?EIO=4&transport=websocket", 3, "Bad request")]
    [InlineData("GET", "?EIO=3&transport=polling", 5, "Unsupported protocol version")]
    [InlineData("GET", "?EIO=abc&transport=polling", 5, "Unsupported protocol version")]
    [InlineData("GET", "?transport=polling", 5, "Unsupported protocol version")]
    public async Task Request_BreaksProtocol_AnswersCodeAndMessage(string method, string query, int code, string message)
    {
        await using EngineApp app = await EngineApp.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), "/engine.io/" + query);
        using HttpResponseMessage response = await app.Http.SendAsync(request).Within();
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        Assert.Equal($$"""{"code":{{code}},"message":"{{message}}"}""", await response.Content.ReadAsStringAsync());
        Assert.Equal(0, app.Server.ClientsCount);
        ConnectionError error = Assert.Single(app.Refusals);
        Assert.Equal((EngineErrorCode)code, error.Code);
        Assert.Equal(message, error.Message);
    }

    [Fact]
    public async Task Request_SidOfTenKilobytes_IsRefused()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        using HttpResponseMessage response = await app.GetAsync(new string('x', 7000));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Head_NoSid_Is400()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Head, EngineApp.Url());
        using HttpResponseMessage response = await app.Http.SendAsync(request).Within();
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Put_KnownSid_Is500AsTheReference()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        using HttpResponseMessage response = await app.Http.PutAsync(EngineApp.Url(sid: sid), new StringContent("4x")).Within();
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsStringAsync());
        Assert.Equal(EngineSessionState.Open, handler.Session.State);
    }

    [Fact]
    public async Task Request_TransportOrProtocolOfAnotherSession_IsMismatch()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        foreach (string query in new[] { "EIO=4&transport=websocket", "EIO=3&transport=polling" })
        {
            using HttpResponseMessage response = await app.Http.GetAsync($"/engine.io/?{query}&sid={sid}").Within();
            Assert.Equal("""{"code":3,"message":"Bad request"}""", await response.Content.ReadAsStringAsync());
        }

        Assert.Equal(["TRANSPORT_MISMATCH", "PROTOCOL_MISMATCH"], app.Refusals.Select(r => r.Details));
        Assert.Equal(EngineSessionState.Open, handler.Session.State);
    }

    [Fact]
    public async Task WebSocket_ProtocolOfAnotherSession_IsMismatch()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, sid, protocol: "EIO=3");
        Assert.StartsWith("HTTP/1.1 400", socket.ResponseHead, StringComparison.Ordinal);
        Assert.Equal((EngineErrorCode.BadRequest, "PROTOCOL_MISMATCH"), (app.Refusals.Single().Code, app.Refusals.Single().Details));
        Assert.Equal(EngineSessionState.Open, handler.Session.State);
    }

    [Fact]
    public async Task Handshake_AllowRequestRefuses_Is403WithMessage()
    {
        await using EngineApp app = await EngineApp.StartAsync(o => o.AllowRequest = async context =>
        {
            await Task.Yield();
            return context.Request.Query.ContainsKey("good") ? AllowRequestResult.Allow
                : AllowRequestResult.Deny(context.Request.Query.ContainsKey("why") ? "nope" : null);
        });
        using HttpResponseMessage plain = await app.Http.GetAsync(EngineApp.Url()).Within();
        Assert.Equal(HttpStatusCode.Forbidden, plain.StatusCode);
        Assert.Equal("""{"code":4,"message":"Forbidden"}""", await plain.Content.ReadAsStringAsync());
        using HttpResponseMessage why = await app.Http.GetAsync(EngineApp.Url() + "&why=1").Within();
        Assert.Equal("""{"code":4,"message":"nope"}""", await why.Content.ReadAsStringAsync());
        using HttpResponseMessage good = await app.Http.GetAsync(EngineApp.Url() + "&good=1").Within();
        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
    }

    [Fact]
    public async Task Handshake_AllowRequestThrows_IsRefused()
    {
        await using EngineApp app = await EngineApp.StartAsync(o => o.AllowRequest = _ => throw new InvalidOperationException("secret"));
        app.AllowErrors = true;
        using HttpResponseMessage response = await app.Http.GetAsync(EngineApp.Url()).Within();
        Assert.Equal("""{"code":4,"message":"Forbidden"}""", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("EIO=4&transport=foo", "Transport unknown")]
    [InlineData("EIO=4&transport=websocket&sid=" + UnknownSid, "Session ID unknown")]
    [InlineData("EIO=3&transport=websocket", "Unsupported protocol version")]
    [InlineData("EIO=4&transport=polling", "Bad request")]
    public async Task WebSocket_BreaksProtocol_IsRefusedBeforeTheUpgradeInPlainText(string query, string message)
    {
        await using EngineApp app = await EngineApp.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/engine.io/?" + query);
        using HttpResponseMessage response = await SendUpgradeAsync(app, request);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.ToString());
        Assert.True(response.Headers.ConnectionClose);
        Assert.Null(response.Headers.TransferEncodingChunked);
        Assert.Equal(message, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task WebSocket_AllowRequestRefuses_Is400WithMessage()
    {
        await using EngineApp app = await EngineApp.StartAsync(o => o.AllowRequest = _ => new(AllowRequestResult.Deny("nope")));
        using var request = new HttpRequestMessage(HttpMethod.Get, EngineApp.Url("websocket"));
        using HttpResponseMessage response = await SendUpgradeAsync(app, request);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("nope", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("8", "dGhlIHNhbXBsZSBub25jZQ==")]
    [InlineData("13", "short")]
    [InlineData("13", "")]
    public async Task WebSocket_BadHandshakeHeaders_Is400(string version, string key)
    {
        await using EngineApp app = await EngineApp.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, EngineApp.Url("websocket"));
        using HttpResponseMessage response = await SendUpgradeAsync(app, request, version, key);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(0, app.Server.ClientsCount);
    }

    [Fact]
    public async Task WebSocket_InvalidUpgradeThenReset_LeavesNoError()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        for (int i = 0; i < 50; i++)
        {
            using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, sid: UnknownSid);
            socket.Reset();
        }

        Assert.Empty(app.Errors);
    }

    private static Task<HttpResponseMessage> SendUpgradeAsync(EngineApp app, HttpRequestMessage request, string version = "13", string key = "dGhlIHNhbXBsZSBub25jZQ==")
    {
        request.Headers.TryAddWithoutValidation("Connection", "Upgrade");
        request.Headers.TryAddWithoutValidation("Upgrade", "websocket");
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Version", version);
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Key", key);
        return app.Http.SendAsync(request).Within();
    }
}
