using System.Net;
using Sockeye.Engine.Tests.Fixture;

namespace Sockeye.Engine.Tests.Http;

public sealed class SessionIdTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("node1.Zm9v+/==")]
    [InlineData("0123456789012345678901234567890123456789")]
    public async Task Generator_Synchronous_GivesTheIdOfBothTransports(string id)
    {
        int count = 0;
        await using EngineApp app = await EngineApp.StartAsync(o =>
        {
            o.Cookie = new();
            o.GenerateId = _ => ValueTask.FromResult(id + count++);
        });
        using HttpResponseMessage response = await app.Http.GetAsync(EngineApp.Url()).Within();
        Assert.Equal(id + "0", EngineApp.SidOf(await response.Content.ReadAsStringAsync()));
        Assert.StartsWith($"io={Uri.EscapeDataString(id)}0; Path", response.Headers.GetValues("Set-Cookie").Single(), StringComparison.Ordinal);
        RecordingHandler handler = await app.NextSessionAsync();
        Assert.Equal(id + "0", handler.Session.Id);
        using HttpResponseMessage post = await app.PostAsync(Uri.EscapeDataString(id + "0"), "4hello");
        Assert.Equal("hello", await handler.NextTextAsync());
        using TestWebSocket socket = await app.OpenWebSocketAsync();
        Assert.Equal(id + "1", socket.Sid);
        handler.Session.Close();
    }

    [Fact]
    public async Task Generator_Asynchronous_SeesTheRequest()
    {
        await using EngineApp app = await EngineApp.StartAsync(o => o.GenerateId = async context =>
        {
            await Task.Yield();
            return context.Request.Query["id"].ToString();
        });
        Assert.Equal("mine", EngineApp.SidOf(await app.Http.GetStringAsync(EngineApp.Url() + "&id=mine").Within()));
    }

    public static TheoryData<string, Func<ValueTask<string>>, bool> Failing => new()
    {
        { "throws", static () => throw new InvalidOperationException("no"), false },
        { "throws later", static async () => { await Task.Yield(); throw new InvalidOperationException("no"); }, true },
        { "null", static () => ValueTask.FromResult<string>(null!), false },
        { "empty", static () => ValueTask.FromResult(""), true },
        { "too long", static () => ValueTask.FromResult(new string('a', 257)), false },
        { "not printable", static () => ValueTask.FromResult("a\r\nSet-Cookie: b"), true },
        { "not JSON", static () => ValueTask.FromResult("a\"b"), false },
        { "not ASCII", static () => ValueTask.FromResult("aé"), true },
    };

    [Theory]
    [MemberData(nameof(Failing))]
    public async Task Generator_Fails_RefusesBeforeUpgrading(string name, Func<ValueTask<string>> generate, bool isWebSocket)
    {
        Assert.NotEmpty(name);
        await using EngineApp app = await EngineApp.StartAsync(o => o.GenerateId = _ => generate());
        app.AllowErrors = true;
        if (isWebSocket)
        {
            using RawWebSocket socket = await RawWebSocket.ConnectAsync(app);
            Assert.StartsWith("HTTP/1.1 400", socket.ResponseHead, StringComparison.Ordinal);
        }
        else
        {
            using HttpResponseMessage response = await app.Http.GetAsync(EngineApp.Url()).Within();
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.Equal("""{"code":3,"message":"Bad request"}""", await response.Content.ReadAsStringAsync());
        }

        ConnectionError error = Assert.Single(app.Refusals);
        Assert.Equal((EngineErrorCode.BadRequest, "ID_GENERATION_ERROR"), (error.Code, error.Details));
        Assert.Equal((0, 0), (app.Server.ClientsCount, app.Server.PendingConnections));
        Assert.Single(app.Errors);
    }

    [Fact]
    public async Task Generator_IdInUse_RefusesUntilItIsFree()
    {
        await using EngineApp app = await EngineApp.StartAsync(o => o.GenerateId = _ => ValueTask.FromResult("same"));
        app.AllowErrors = true;
        (_, RecordingHandler handler) = await app.OpenPollingAsync();
        using HttpResponseMessage refused = await app.Http.GetAsync(EngineApp.Url()).Within();
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        using HttpResponseMessage post = await app.PostAsync("same", "4first");
        Assert.Equal("first", await handler.NextTextAsync());
        Assert.Equal(1, app.Server.ClientsCount);

        handler.Session.Close();
        Assert.Equal("1", await app.PollAsync("same"));
        (string sid, _) = await app.OpenPollingAsync();
        Assert.Equal("same", sid);
    }

    [Fact]
    public async Task Generator_SameIdAtTheSameTime_OneSessionOnly()
    {
        var bothAsked = new Barrier(2);
        await using EngineApp app = await EngineApp.StartAsync(o => o.GenerateId = async _ =>
        {
            await Task.Run(() => bothAsked.SignalAndWait(Waiting.Limit));
            return "same";
        });
        app.AllowErrors = true;
        HttpResponseMessage[] responses = await Task.WhenAll(app.Http.GetAsync(EngineApp.Url()), app.Http.GetAsync(EngineApp.Url())).Within();
        Assert.Equal(1, responses.Count(r => r.IsSuccessStatusCode));
        Assert.Equal((1, 0), (app.Server.ClientsCount, app.Server.PendingConnections));
        using HttpResponseMessage post = await app.PostAsync("same", "4x");
        Assert.True(post.IsSuccessStatusCode);
    }
}
