using System.Net;
using System.Net.Sockets;

namespace Sockeye.Client.Tests.Transports;

public sealed class ConnectErrorTests
{
    private const string WebSocket = "websocket";
    private const string Polling = "polling";

    [Theory]
    [InlineData(Polling)]
    [InlineData(WebSocket)]
    public async Task Connect_NoSuchHost_IsDns(string transport)
    {
        var error = await FailAsync(new Uri("http://nobody.invalid"), transport);

        Assert.Equal(ConnectErrorKind.Dns, error.Kind);
        Assert.Contains("nobody.invalid", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Polling)]
    [InlineData(WebSocket)]
    public async Task Connect_NobodyListens_IsTcp(string transport)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = new Uri($"http://{listener.LocalEndpoint}");
        listener.Stop();

        Assert.Equal(ConnectErrorKind.Tcp, (await FailAsync(url, transport)).Kind);
    }

    [Theory]
    [InlineData(Polling)]
    [InlineData(WebSocket)]
    public async Task Connect_ServerWithoutTls_IsTls(string transport)
    {
        await using var server = RawServer.Start(static _ => null);

        var error = await FailAsync(new UriBuilder(server.Url) { Scheme = "https" }.Uri, transport, server);

        Assert.Equal(ConnectErrorKind.Tls, error.Kind);
    }

    [Theory]
    [InlineData(Polling)]
    [InlineData(WebSocket)]
    public async Task Connect_ProxyIsNotThere_NamesTheProxyAndNotTheServer(string transport)
    {
        foreach (var (proxy, kind) in new[] { ("nobody.invalid:8080", ConnectErrorKind.Dns), ("127.0.0.1:1", ConnectErrorKind.Tcp) })
        {
            var error = await FailAsync(new Uri("http://chat.example"), transport, configure: options => options.Proxy = new WebProxy($"http://{proxy}"));

            Assert.Equal(kind, error.Kind);
            Assert.Contains($"The proxy {proxy} was not ", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("chat.example", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(Polling)]
    [InlineData(WebSocket)]
    public async Task Connect_AnswerOfAnotherServer_SaysStatusAndBody(string transport)
    {
        await using var server = RawServer.Start(static _ => RawServer.Http(404, "<h1>There is nothing\nhere</h1>"));

        var error = await FailAsync(server.Url, transport);

        Assert.Equal(ConnectErrorKind.Http, error.Kind);
        Assert.Contains("404", error.Message, StringComparison.Ordinal);
        Assert.Contains("'<h1>There is nothing here</h1>'", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("0null")]
    [InlineData("0{}")]
    [InlineData("""0{"sid":"","pingInterval":1,"pingTimeout":1}""")]
    [InlineData("""0{"sid":"a","pingInterval":-1,"pingTimeout":1}""")]
    [InlineData("4message first")]
    public async Task Connect_PageWith200_IsHttp(string body)
    {
        await using var server = RawServer.Start(_ => RawServer.Http(200, body));

        Assert.Equal(ConnectErrorKind.Http, (await FailAsync(server.Url, Polling)).Kind);
    }

    [Theory]
    [InlineData("""96:0{"sid":"a","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":5000}2:40""")]
    [InlineData("\u0000\u0009\u0006\u00ff0{")]
    public async Task Connect_ServerOfEngine3_IsVersionAndSaysSo(string body)
    {
        await using var server = RawServer.Start(_ => $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}");

        var error = await FailAsync(server.Url, Polling);

        Assert.Equal(ConnectErrorKind.Version, error.Kind);
        Assert.Contains("Engine.IO 3 server", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_ServerRefusesTheVersion_IsVersion()
    {
        await using var server = RawServer.Start(static _ => RawServer.Http(400, """{"code":5,"message":"Unsupported protocol version"}"""));

        Assert.Equal(ConnectErrorKind.Version, (await FailAsync(server.Url, Polling)).Kind);
    }

    [Theory]
    [InlineData(Polling)]
    [InlineData(WebSocket)]
    public async Task Connect_ServerClosesInPlaceOfAnAnswer_IsTcpAfterOneRequest(string transport)
    {
        await using var server = RawServer.Start(static _ => null);

        Assert.Equal(ConnectErrorKind.Tcp, (await FailAsync(server.Url, transport)).Kind);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(Polling)]
    [InlineData(WebSocket)]
    public async Task Connect_RedirectsInACircle_AreFollowedAFewTimes(string transport)
    {
        await using var server = RawServer.Start(static request => RawServer.Http(302, "", $"Location: {request.Target}\r\n"));

        var error = await FailAsync(server.Url, transport);

        Assert.Equal(ConnectErrorKind.Http, error.Kind);
        Assert.InRange(server.Requests.Count, 2, 10);
    }

    [Theory]
    [InlineData(Polling)]
    [InlineData(WebSocket)]
    public async Task Connect_HeaderWithALineBreak_IsNotSent(string transport)
    {
        await using var server = RawServer.Start(static _ => null);

        var error = await FailAsync(server.Url, transport, configure: static options => options.Headers["X-Bad"] = "a\r\nInjected: 1");

        Assert.Contains("X-Bad", error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData(Polling)]
    [InlineData(WebSocket)]
    public async Task Connect_ServerSaysNothing_EndsInTimeAndLeavesNoConnection(string transport)
    {
        var never = new TaskCompletionSource<string?>();
        await using var server = RawServer.StartWaiting(_ => never.Task);

        var error = await FailAsync(server.Url, transport, configure: static options => options.Timeout = TimeSpan.FromMilliseconds(300));

        Assert.Equal(ConnectErrorKind.Timeout, error.Kind);
        await Waiting.Until(() => server.Open == 0);
    }

    [Fact]
    public async Task Connect_AnyHeader_IsSentOnBothTransports()
    {
        await using var server = RawServer.Start(static _ => RawServer.Http(404, ""));
        foreach (var transport in (string[])[Polling, WebSocket])
        {
            await FailAsync(server.Url, transport, configure: static options =>
            {
                options.Headers["User-Agent"] = "Fish/1.0 (deep; blue)";
                options.Headers["Authorization"] = "Bearer abc";
                options.Headers["Host"] = "fish.example";
            });
        }

        Assert.Equal(2, server.Requests.Count);
        Assert.All(server.Requests, static request =>
        {
            Assert.Equal("Fish/1.0 (deep; blue)", request.Headers["User-Agent"]);
            Assert.Equal("Bearer abc", request.Headers["Authorization"]);
            Assert.Equal("fish.example", request.Headers["Host"]);
        });
    }

    private static async Task<ConnectException> FailAsync(Uri url, string transport, RawServer? ends = null, Action<SocketIOClientOptions>? configure = null)
    {
        await using var client = new SocketIOClient(url, options =>
        {
            options.Transports = [transport == Polling ? ClientTransport.Polling : ClientTransport.WebSocket];
            options.Reconnection = false;
            configure?.Invoke(options);
        });
        var connecting = client.Of().ConnectAsync();
        if (ends is not null)
        {
            // It waits for the end of a request that never ends: what came is TLS.
            await Waiting.Until(() => ends.Accepted > 0);
            await ends.DisposeAsync();
        }

        return await Assert.ThrowsAsync<ConnectException>(() => connecting).Within();
    }
}
