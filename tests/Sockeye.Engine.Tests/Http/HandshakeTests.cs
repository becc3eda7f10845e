using System.Net.WebSockets;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Sockeye.Engine.Delivery;
using Sockeye.Engine.Sessions;
using Sockeye.Engine.Tests.Fixture;

namespace Sockeye.Engine.Tests.Http;

public sealed partial class HandshakeTests
{
    [Fact]
    public async Task Get_Polling_AnswersOpenPacketAsTheReference()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        using HttpResponseMessage response = await app.Http.GetAsync(EngineApp.Url()).Within();
        string body = await response.Content.ReadAsStringAsync();
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("text/plain; charset=UTF-8", response.Content.Headers.GetValues("Content-Type").Single());
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.False(response.Headers.Contains("Set-Cookie"));
        Assert.Matches(PollingOpenPacket(), body);
    }

    [Fact]
    public async Task Connect_WebSocket_OffersNoUpgrades()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app);
        Assert.Contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", socket.ResponseHead, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Upgrade: websocket", socket.ResponseHead, StringComparison.OrdinalIgnoreCase);
        RecordingHandler handler = await app.NextSessionAsync();
        Assert.Equal("websocket", handler.Session.TransportName);
        Assert.Equal(socket.Sid, handler.Session.Id);
    }

    [Theory]
    [InlineData(EngineTransports.Polling, true)]
    [InlineData(EngineTransports.All, false)]
    public async Task Get_NoUpgradePossible_OffersNone(EngineTransports transports, bool allowUpgrades)
    {
        await using EngineApp app = await EngineApp.StartAsync(o => (o.Transports, o.AllowUpgrades) = (transports, allowUpgrades));
        Assert.Contains("\"upgrades\":[]", await app.Http.GetStringAsync(EngineApp.Url()).Within(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_Options_AreInOpenPacket()
    {
        await using EngineApp app = await EngineApp.StartAsync(o =>
        {
            o.PingInterval = TimeSpan.FromMilliseconds(1234);
            o.PingTimeout = TimeSpan.FromSeconds(5);
            o.MaxPayload = 777;
        });
        string body = await app.Http.GetStringAsync(EngineApp.Url()).Within();
        Assert.EndsWith("\"pingInterval\":1234,\"pingTimeout\":5000,\"maxPayload\":777}", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_ManySessions_IdsDiffer()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        var ids = new HashSet<string>();
        for (int i = 0; i < 50; i++)
        {
            ids.Add((await app.OpenPollingAsync()).Sid);
        }

        Assert.Equal(50, ids.Count);
        Assert.Equal(50, app.Server.ClientsCount);
    }

    [Fact]
    public async Task OnSession_SendsAtOnce_ArrivesAfterOpenPacket()
    {
        await using EngineApp app = await EngineApp.StartAsync(onSession: h => h.Session.Send(EncodedPacket.FromText("first"u8)));
        (string sid, _) = await app.OpenPollingAsync();
        Assert.Equal("4first", await app.PollAsync(sid));
        using TestWebSocket socket = await app.OpenWebSocketAsync();
        Assert.Equal("4first", await socket.ReceiveTextAsync());
    }

    [Fact]
    public async Task OnSession_Throws_ClientIsRefusedAndNothingIsLeft()
    {
        await using EngineApp app = await EngineApp.StartAsync(onSession: _ => throw new InvalidOperationException("test"));
        app.AllowErrors = true;
        using HttpResponseMessage response = await app.Http.GetAsync(EngineApp.Url()).Within();
        Assert.Equal(500, (int)response.StatusCode);
        using var socket = new ClientWebSocket();
        socket.Options.RemoteCertificateValidationCallback = EngineApp.IsOurs;
        await socket.ConnectAsync(app.WebSocketUri(), CancellationToken.None).Within();
        using var client = new TestWebSocket(socket);
        await client.ReceiveCloseAsync();
        await Waiting.Until(() => app.Server.ClientsCount == 0);
    }

    [Fact]
    public async Task OnSession_ClosesSession_HandlerIsTold()
    {
        await using EngineApp app = await EngineApp.StartAsync(onSession: h => h.Session.Close());
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        Assert.Equal(EngineCloseReason.ForcedClose, (await handler.Closed.Within()).Reason);
        Assert.Equal("1", await app.PollAsync(sid));
        Assert.Equal(0, app.Server.ClientsCount);
    }

    [Fact]
    public async Task Handshake_Request_IsCopied()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, EngineApp.Url() + "&a=1&a=2&b=x%20y");
        request.Headers.Add("X-Custom", "value");
        request.Headers.Add("Origin", "http://elsewhere.example");
        using HttpResponseMessage response = await app.Http.SendAsync(request).Within();
        EngineHandshake handshake = (await app.NextSessionAsync()).Session.Handshake;
        Assert.Equal(EngineApp.Url() + "&a=1&a=2&b=x%20y", handshake.Url);
        Assert.Equal("2", handshake.Query["a"]);
        Assert.Equal("x y", handshake.Query["b"]);
        Assert.Contains(handshake.Headers, h => h.Key == "X-Custom" && h.Value == "value");
        Assert.True(handshake.IsCrossDomain);
        Assert.Equal(app.IsSecure, handshake.IsSecure);
        Assert.Equal("127.0.0.1", handshake.RemoteAddress!.MapToIPv4().ToString());
    }

    [Fact]
    public async Task Get_PathBaseAndDeeperPath_Serves()
    {
        await using EngineApp app = await EngineApp.StartAsync(configureApp: a => a.UsePathBase("/base"));
        foreach (string path in new[] { "/base/engine.io/", "/engine.io", "/engine.io/deeper/path" })
        {
            string body = await app.Http.GetStringAsync(path + "?EIO=4&transport=polling").Within();
            Assert.StartsWith("0{", body, StringComparison.Ordinal);
        }

        Assert.Equal("/base/engine.io/?EIO=4&transport=polling", (await app.NextSessionAsync()).Session.Handshake.Url);
    }

    [Fact]
    public async Task Get_CookieOption_SetsItOnPollingHandshakeOnly()
    {
        await using EngineApp app = await EngineApp.StartAsync(o => o.Cookie = new CookieBuilder());
        using HttpResponseMessage response = await app.Http.GetAsync(EngineApp.Url()).Within();
        string sid = EngineApp.SidOf(await response.Content.ReadAsStringAsync());
        Assert.Equal($"io={sid}; Path=/; HttpOnly; {(app.IsSecure ? "Secure; " : "")}SameSite=Lax", response.Headers.GetValues("Set-Cookie").Single());
        using HttpResponseMessage post = await app.PostAsync(sid, "4x");
        Assert.False(post.Headers.Contains("Set-Cookie"));
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app);
        Assert.DoesNotContain("Set-Cookie", socket.ResponseHead, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Get_CookieWithAttributes_WritesThem()
    {
        await using EngineApp app = await EngineApp.StartAsync(o => o.Cookie = new CookieBuilder
        {
            Name = "sticky",
            Path = "/a",
            MaxAge = TimeSpan.FromMinutes(1),
            SameSite = SameSiteMode.None,
            SecurePolicy = CookieSecurePolicy.Always,
        });
        using HttpResponseMessage response = await app.Http.GetAsync(EngineApp.Url()).Within();
        Assert.EndsWith("; Max-Age=60; Path=/a; HttpOnly; Secure; SameSite=None", response.Headers.GetValues("Set-Cookie").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_Hooks_AreCalledOnBothTransports()
    {
        await using EngineApp app = await EngineApp.StartAsync(o =>
        {
            o.InitialHeaders = async (_, headers) =>
            {
                await Task.Yield();
                headers["X-Initial"] = "1";
            };
            o.Headers = static (_, headers) =>
            {
                headers["X-Each"] = "1";
                return default;
            };
        });
        using HttpResponseMessage open = await app.Http.GetAsync(EngineApp.Url()).Within();
        Assert.True(open.Headers.Contains("X-Initial"));
        Assert.True(open.Headers.Contains("X-Each"));
        string sid = EngineApp.SidOf(await open.Content.ReadAsStringAsync());
        using HttpResponseMessage post = await app.PostAsync(sid, "4x");
        Assert.False(post.Headers.Contains("X-Initial"));
        Assert.True(post.Headers.Contains("X-Each"));
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app);
        Assert.Contains("X-Initial: 1", socket.ResponseHead, StringComparison.Ordinal);
        using RawWebSocket upgrade = await RawWebSocket.ConnectAsync(app, sid);
        Assert.DoesNotContain("X-Initial", upgrade.ResponseHead, StringComparison.Ordinal);
        Assert.Contains("X-Each: 1", upgrade.ResponseHead, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_OneHookFails_TheOtherIsCalled()
    {
        await using EngineApp app = await EngineApp.StartAsync(o =>
        {
            o.InitialHeaders = static (_, _) => throw new InvalidOperationException("the hook");
            o.Headers = static (_, headers) =>
            {
                headers["X-Each"] = "1";
                return default;
            };
        });
        app.AllowErrors = true;
        using HttpResponseMessage open = await app.Http.GetAsync(EngineApp.Url()).Within();
        Assert.True(open.Headers.Contains("X-Each"));
        Assert.Contains("the hook", Assert.Single(app.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_SubprotocolsOffered_TakesTheFirst()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, extraHeaders: "Sec-WebSocket-Protocol: one, two\r\n");
        Assert.Contains("Sec-WebSocket-Protocol: one\r\n", socket.ResponseHead, StringComparison.OrdinalIgnoreCase);
        using RawWebSocket hostile = await RawWebSocket.ConnectAsync(app, extraHeaders: $"Sec-WebSocket-Protocol: x{new string(' ', 6000)}x\r\nSec-WebSocket-Extensions: constructor\r\n");
        Assert.DoesNotContain("Sec-WebSocket-Protocol", hostile.ResponseHead, StringComparison.OrdinalIgnoreCase);
    }

    [GeneratedRegex("""^0\{"sid":"[A-Za-z0-9_-]{20}","upgrades":\["websocket"\],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000\}$""")]
    private static partial Regex PollingOpenPacket();
}
