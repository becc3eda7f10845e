using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Sockeye.Tests.Troubleshooting;

/// <summary>
/// Typical mistakes. For each, the log and the client say enough to mend it, and <c>docs/troubleshooting.md</c> quotes both: a section that does not say what is really logged fails here.
/// </summary>
public sealed class TroubleshootingTests
{
    private const string Handshake = "/socket.io/?EIO=4&transport=polling";

    [Fact]
    public void Page_HasATestForEachRow()
    {
        var tested = typeof(TroubleshootingTests).GetMethods().SelectMany(static method => method.GetCustomAttributes(typeof(MistakeAttribute), inherit: false)).Cast<MistakeAttribute>()
            .Select(static mistake => mistake.Section).Order(StringComparer.Ordinal);

        Assert.Equal(tested, TroubleshootingPage.Rows.Order(StringComparer.Ordinal));
        Assert.All(TroubleshootingPage.Rows, static row => Assert.Contains(row, TroubleshootingPage.Sections.Keys));
        Assert.InRange(TroubleshootingPage.Rows.Count, 10, 40);
    }

    [Fact]
    [Mistake("no-server-at-the-path")]
    public async Task Client_OfAnotherPath_IsShownWhereTheServersAre()
    {
        await using var server = await StartAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(server, "/ws/?EIO=4&transport=polling")).Status);

        await VerifyLogAsync(server, "no-server-at-the-path", 236, "/ws/", "404", "/socket.io");
        TroubleshootingPage.VerifyClient("no-server-at-the-path", "404");
    }

    [Fact]
    public async Task Client_OfAnotherPathThatAPageAnswers_IsShownWhereTheServersAre()
    {
        await using var server = await StartAsync(app: static app => app.MapFallback(static () => "<!DOCTYPE html>"));

        Assert.Equal(HttpStatusCode.OK, (await GetAsync(server, "/ws/?EIO=4&transport=polling")).Status);

        Assert.Equal(LogLevel.Warning, (await server.Log.FindAsync(236)).Level);
    }

    [Theory]
    [InlineData("/proxied/?EIO=4&transport=polling")]
    [InlineData("/other?transport=polling")]
    [InlineData(Handshake)]
    public async Task Request_ThatIsServedOrOfNoClient_IsNotExplained(string url)
    {
        await using var server = await StartAsync(app: static app => app.MapGet("/proxied", static () => Microsoft.AspNetCore.Http.Results.NotFound()));

        await GetAsync(server, url);

        Assert.DoesNotContain(server.Log.Entries, static entry => entry.Id == 236);
    }

    [Fact]
    [Mistake("invalid-namespace")]
    public async Task Client_OfAnUnknownNamespace_IsExplained()
    {
        await using var server = await StartAsync();
        await using var client = await server.OpenAsync();

        await client.SendAsync("40/chat,");

        await client.ExpectAsync("""44/chat,{"message":"Invalid namespace"}""");
        await VerifyLogAsync(server, "invalid-namespace", 240, "/chat");
        TroubleshootingPage.VerifyClient("invalid-namespace", """44/chat,{"message":"Invalid namespace"}""");
    }

    [Fact]
    [Mistake("an-event-does-nothing")]
    public async Task Event_WithoutAListener_IsExplained()
    {
        await using var server = await StartAsync(static io => io.OnConnection(static socket => socket.On("message", static () => { })));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""421["Message"]""");

        await VerifyLogAsync(server, "an-event-does-nothing", 241, "\"Message\"");
        await client.ExpectNothingAsync();
    }

    [Fact]
    public async Task Event_ThatSomethingHears_IsNotExplained()
    {
        await using var server = await StartAsync(static io =>
        {
            io.OnConnection(static socket => socket.OnAny(static _ => { }));
            io.Of("/unhandled").OnConnection(static socket => socket.OnUnhandled(static _ => { }));
        });
        await using var client = await server.ConnectAsync();
        await using var other = await server.ConnectAsync("/unhandled");

        await client.SendAsync("""42["e"]""");
        await other.SendAsync("""42/unhandled,["e"]""");
        await client.DrainAsync();
        await other.DrainAsync();

        Assert.DoesNotContain(server.Log.Entries, static entry => entry.Id == 241);
    }

    [Fact]
    [Mistake("a-handler-is-not-called")]
    public async Task Event_WithOtherArguments_IsExplained()
    {
        await using var server = await StartAsync(static io => io.OnConnection(static socket => socket.On("order", static (string item, int count) => count)));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""421["order","tea","two"]""");
        await client.ExpectAsync("""431[{"error":{"message":"invalid arguments for \"order\""}}]""");
        await VerifyLogAsync(server, "a-handler-is-not-called", 242, "System.String, System.Int32");
        TroubleshootingPage.VerifyClient("a-handler-is-not-called", """{"error":{"message":"invalid arguments for \"order\""}}""");

        await client.SendAsync("""42["order","tea","two"]""");
        await VerifyLogAsync(server, "a-handler-is-not-called", 102, "System.String, System.Int32");
    }

    [Fact]
    [Mistake("a-handler-throws")]
    public async Task Handler_ThatThrows_IsLogged()
    {
        await using var server = await StartAsync(static io => io.OnConnection(static socket => socket.On("order", static () => throw new InvalidOperationException("no tea"))));
        server.Log.Expect("no tea");
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""421["order"]""");

        await client.ExpectAsync("""431[{"error":{"message":"Internal server error"}}]""");
        await VerifyLogAsync(server, "a-handler-throws", 2, "no tea");
        TroubleshootingPage.VerifyClient("a-handler-throws", """{"error":{"message":"Internal server error"}}""");
    }

    [Fact]
    [Mistake("an-acknowledgement-never-comes")]
    public async Task Acknowledgement_ThatNeverComes_EndsTheHandlerThatWaits()
    {
        await using var server = await StartAsync(
            static io => io.OnConnection(static socket => socket.On("ask me", async () => await socket.EmitWithAckAsync<string>("question"))), fakeTime: true);
        server.Log.Expect(nameof(TimeoutException));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""421["ask me"]""");
        await client.ExpectAsync("""420["question"]""");
        server.Time.Advance(TimeSpan.FromSeconds(11));

        await client.ExpectAsync("""431[{"error":{"message":"Internal server error"}}]""");
        await VerifyLogAsync(server, "an-acknowledgement-never-comes", 2, "operation has timed out");
        TroubleshootingPage.VerifyClient("an-acknowledgement-never-comes", "operation has timed out");
    }

    [Fact]
    [Mistake("unsupported-protocol-version")]
    public async Task Client_OfVersion2_IsNamedTheOption()
    {
        await using var server = await StartAsync();

        var (status, text) = await GetAsync(server, "/socket.io/?EIO=3&transport=polling");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        await VerifyLogAsync(server, "unsupported-protocol-version", 231, "options.Engine.AllowEIO3");
        TroubleshootingPage.VerifyClient("unsupported-protocol-version", text);
    }

    [Fact]
    [Mistake("transport-unknown")]
    public async Task PlainWebSocket_IsExplained()
    {
        await using var server = await StartAsync();
        using var webSocket = new ClientWebSocket();

        await Assert.ThrowsAsync<WebSocketException>(() => webSocket.ConnectAsync(WebSocketOf(server, ""), CancellationToken.None).Within());

        await VerifyLogAsync(server, "transport-unknown", 232, "plain WebSocket");
        TroubleshootingPage.VerifyClient("transport-unknown", (await GetAsync(server, "/socket.io/")).Text);
    }

    [Fact]
    [Mistake("session-id-unknown")]
    public async Task Session_OfAnotherServer_IsExplained()
    {
        await using var server = await StartAsync();

        var (status, text) = await GetAsync(server, Handshake + "&sid=of-another-server");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        await VerifyLogAsync(server, "session-id-unknown", 230, "sticky sessions");
        TroubleshootingPage.VerifyClient("session-id-unknown", text);
    }

    [Fact]
    [Mistake("the-websocket-never-comes")]
    public async Task WebSocket_WithoutUpgradeHeader_IsExplained()
    {
        await using var server = await StartAsync();
        await using var client = await server.OpenAsync(TestTransport.Polling);

        var (status, text) = await GetAsync(server, $"/socket.io/?EIO=4&transport=websocket&sid={client.SessionId}");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        await VerifyLogAsync(server, "the-websocket-never-comes", 233, "proxy_http_version 1.1");
        TroubleshootingPage.VerifyClient("the-websocket-never-comes", text);
    }

    [Fact]
    [Mistake("the-upgrade-is-never-finished")]
    public async Task Upgrade_ThatIsNeverFinished_IsExplained()
    {
        await using var server = await StartAsync(fakeTime: true);
        await using var client = await server.OpenAsync(TestTransport.Polling);
        using var webSocket = new ClientWebSocket();
        await webSocket.ConnectAsync(WebSocketOf(server, $"&transport=websocket&sid={client.SessionId}"), CancellationToken.None).Within();

        await Waiting.Until(() =>
        {
            server.Time.Advance(TimeSpan.FromSeconds(3));
            return server.Log.Entries.Any(static entry => entry.Id == 234);
        });

        await VerifyLogAsync(server, "the-upgrade-is-never-finished", 234, "10 s");
    }

    [Fact]
    [Mistake("xhr-poll-error-on-a-page-of-another-origin")]
    public async Task Page_OfAnotherOrigin_IsExplained()
    {
        await using var server = await StartAsync();

        using var response = await SendAsync(server, HttpMethod.Get, Handshake, "http://page.example");

        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
        await VerifyLogAsync(server, "xhr-poll-error-on-a-page-of-another-origin", 235, "http://page.example");
    }

    [Fact]
    public async Task PreflightOfAPage_OfAnotherOrigin_IsExplained()
    {
        await using var server = await StartAsync();

        using var response = await SendAsync(server, HttpMethod.Options, Handshake, "http://page.example");

        Assert.Contains("http://page.example", (await server.Log.FindAsync(235)).Text, StringComparison.Ordinal);
    }

    [Fact]
    [Mistake("a-websocket-is-forbidden")]
    public async Task WebSocket_OfAnotherOrigin_IsExplained()
    {
        await using var server = await StartAsync();
        using var webSocket = new ClientWebSocket();
        webSocket.Options.SetRequestHeader("Origin", "http://page.example");

        var failure = await Assert.ThrowsAsync<WebSocketException>(() => webSocket.ConnectAsync(WebSocketOf(server, "&transport=websocket"), CancellationToken.None).Within());

        Assert.Contains("400", failure.Message, StringComparison.Ordinal);
        await VerifyLogAsync(server, "a-websocket-is-forbidden", 40, "http://page.example");
        TroubleshootingPage.VerifyClient("a-websocket-is-forbidden", "400");
    }

    [Fact]
    [Mistake("the-connection-ends-with-a-large-message")]
    public async Task Message_ThatIsTooLarge_NamesTheOption()
    {
        await using var server = await StartAsync(options: static options => options.Engine.MaxPayload = 1000);
        await using var client = await server.ConnectAsync();

        await client.SendAsync($"""42["picture","{new string('x', 2000)}"]""");

        await client.ClosedAsync();
        await VerifyLogAsync(server, "the-connection-ends-with-a-large-message", 237, "MaxPayload");
    }

    [Fact]
    [Mistake("a-middleware-refuses")]
    public async Task Middleware_ThatRefuses_IsLoggedForThoseWhoLook()
    {
        await using var server = await StartAsync(static io => io.Use(static _ => throw new ConnectRefusedException("Wrong token")));
        await using var client = await server.OpenAsync();

        await client.SendAsync("40");

        await client.ExpectAsync("""44{"message":"Wrong token"}""");
        await VerifyLogAsync(server, "a-middleware-refuses", 163, "Wrong token");
        TroubleshootingPage.VerifyClient("a-middleware-refuses", """44{"message":"Wrong token"}""");
    }

    [Fact]
    [Mistake("a-token-is-not-read")]
    public async Task Token_WithoutAScheme_IsExplained()
    {
        await using var server = await StartAsync(static io => io.MainNamespace.RequireAuthorization());
        await using var client = await server.OpenAsync();

        await client.SendAsync("""40{"token":"abc"}""");

        await client.ExpectAsync("""44{"message":"Unauthorized","data":{"code":"E_UNAUTHORIZED"}}""");
        await VerifyLogAsync(server, "a-token-is-not-read", 188, "auth.token", "options.TokenAuthentication.Scheme");
        TroubleshootingPage.VerifyClient("a-token-is-not-read", """44{"message":"Unauthorized","data":{"code":"E_UNAUTHORIZED"}}""");
    }

    [Fact]
    [Mistake("a-middleware-never-ends")]
    public async Task Middleware_ThatNeverEnds_IsNamed()
    {
        var asked = new TaskCompletionSource();
        await using var server = await StartAsync(
            io => io.Use(async _ =>
            {
                asked.TrySetResult();
                await new TaskCompletionSource().Task;
            }),
            static options => options.MiddlewareTimeout = TimeSpan.FromSeconds(1),
            fakeTime: true);
        await using var client = await server.OpenAsync();

        await client.SendAsync("40");
        await asked.Task.Within();
        await Waiting.Until(() =>
        {
            server.Time.Advance(TimeSpan.FromSeconds(1));
            return server.Log.Entries.Any(static entry => entry.Id == 167);
        });

        await client.ExpectAsync("""44{"message":"operation has timed out"}""");
        await VerifyLogAsync(server, "a-middleware-never-ends", 167, "/");
        TroubleshootingPage.VerifyClient("a-middleware-never-ends", """44{"message":"operation has timed out"}""");
    }

    [Fact]
    [Mistake("the-application-does-not-start")]
    public void Application_WithoutAddSocketIO_SaysWhatIsMissing()
    {
        using var app = WebApplication.CreateSlimBuilder().Build();

        var missing = Assert.Throws<InvalidOperationException>(() => app.MapSocketIO());

        TroubleshootingPage.VerifyClient("the-application-does-not-start", missing.Message);
    }

    /// <summary>A server in production writes the same with the level Debug.</summary>
    [Fact]
    public async Task Mistake_InProduction_IsNoWarning()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();

        await client.SendAsync("40/chat,", """42["nothing"]""");
        await GetAsync(server, "/ws/?EIO=4&transport=polling");
        await GetAsync(server, "/socket.io/?EIO=3&transport=polling");
        await GetAsync(server, Handshake + "&sid=of-another-server");

        foreach (var id in new[] { 230, 231, 236, 240, 241 })
        {
            Assert.Equal(LogLevel.Debug, (await server.Log.FindAsync(id)).Level);
        }
    }

    /// <summary>A hostile client neither fills the log nor writes lines of its own.</summary>
    [Fact]
    public async Task Mistake_OfAHostileClient_IsOneShortLine()
    {
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync();

        for (var i = 0; i < 1000; i++)
        {
            await client.SendAsync($"""42["name {i}"]""");
        }

        await client.SendAsync($"""40/a{"\u001b[2J\u202e\nwarn: all is well"}{new string('x', 150)},""");
        await client.ReceiveAsync();
        Assert.InRange(server.Log.Entries.Count(static entry => entry.Id == 241), 1, 300);
        var text = (await server.Log.FindAsync(240)).Text;
        Assert.DoesNotContain(text, static c => char.IsControl(c) || c == '\u202e');
        Assert.InRange(text.Length, 100, 1000);
    }

    private static Task<TestServer> StartAsync(
        Action<SocketIOServer>? io = null, Action<SocketIOOptions>? options = null, Action<WebApplication>? app = null, bool fakeTime = false) =>
        TestServer.StartAsync(io, options, static services => services.AddAuthorization().AddSingleton<IHostEnvironment>(new DevelopmentEnvironment()), app, fakeTime);

    private static async Task VerifyLogAsync(TestServer server, string section, int id, params string[] parts)
    {
        var entry = await server.Log.FindAsync(id);
        Assert.All(parts, part => Assert.Contains(part, entry.Text, StringComparison.Ordinal));
        TroubleshootingPage.VerifyLog(section, entry);
    }

    private static Uri WebSocketOf(TestServer server, string query) => new UriBuilder(server.Url) { Scheme = "ws", Path = "/socket.io/", Query = "EIO=4" + query }.Uri;

    private static async Task<(HttpStatusCode Status, string Text)> GetAsync(TestServer server, string url)
    {
        using var http = new HttpClient();
        using var response = await http.GetAsync(new Uri(server.Url, url)).Within();
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static async Task<HttpResponseMessage> SendAsync(TestServer server, HttpMethod method, string url, string origin)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(method, new Uri(server.Url, url));
        request.Headers.Add("Origin", origin);
        return await http.SendAsync(request).Within();
    }
}
