using System.Net;
using Sockeye.Engine.Sessions;
using Sockeye.Engine.Tests.Fixture;

namespace Sockeye.Engine.Tests.Http;

public sealed class PendingConnectionsTests
{
    [Fact]
    public async Task Flood_OfHandshakesInProgress_IsTurnedAwayAboveTheLimit()
    {
        const int limit = 10;
        const int clients = 100;
        int asked = 0;
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using EngineApp app = await EngineApp.StartAsync(o =>
        {
            o.MaxPendingConnections = limit;
            o.AllowRequest = async _ =>
            {
                Interlocked.Increment(ref asked);
                await release.Task;
                return AllowRequestResult.Allow;
            };
        });
        Task<HttpResponseMessage>[] flood = [.. Enumerable.Range(0, clients).Select(_ => app.Http.GetAsync(EngineApp.Url()))];
        await Waiting.Until(() => flood.Count(t => t.IsCompleted) == clients - limit);
        Assert.Equal((limit, limit), (asked, app.Server.PendingConnections));
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app);
        Assert.StartsWith("HTTP/1.1 503", socket.ResponseHead, StringComparison.Ordinal);
        Assert.Contains("Retry-After: 5", socket.ResponseHead, StringComparison.Ordinal);

        release.SetResult();
        HttpResponseMessage[] responses = await Task.WhenAll(flood).Within();
        Assert.Equal(limit, responses.Count(r => r.StatusCode == HttpStatusCode.OK));
        Assert.All(
            responses.Where(r => r.StatusCode != HttpStatusCode.OK),
            r => Assert.Equal((HttpStatusCode.ServiceUnavailable, "5"), (r.StatusCode, r.Headers.GetValues("Retry-After").Single())));
        Assert.Equal((limit, 0), (app.Server.ClientsCount, app.Server.PendingConnections));
        Assert.Empty(app.Refusals);
    }

    [Fact]
    public async Task Session_HandlerIsPending_CountsUntilItIsEstablishedOrEnds()
    {
        var sessions = new List<EngineSession>();
        await using EngineApp app = await EngineApp.StartAsync(o => o.MaxPendingConnections = 2, makeHandler: session =>
        {
            sessions.Add(session);
            return new PendingHandler();
        });
        string first = EngineApp.SidOf(await app.Http.GetStringAsync(EngineApp.Url()).Within());
        using TestWebSocket socket = await app.OpenWebSocketAsync();
        Assert.Equal(2, app.Server.PendingConnections);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await OpenAsync(app));

        // Those that are in are not concerned.
        using HttpResponseMessage post = await app.PostAsync(first, "4x");
        Assert.True(post.IsSuccessStatusCode);

        sessions[0].SetEstablished();
        sessions[0].SetEstablished();
        Assert.Equal(1, app.Server.PendingConnections);
        Assert.Equal(HttpStatusCode.OK, await OpenAsync(app));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await OpenAsync(app));

        sessions[1].Close();
        Assert.Equal(1, app.Server.PendingConnections);
        sessions[0].Close();
        Assert.Equal(1, app.Server.PendingConnections);
        Assert.Equal(HttpStatusCode.OK, await OpenAsync(app));
    }

    [Theory]
    [InlineData("refused")]
    [InlineData("throws")]
    [InlineData("bad WebSocket")]
    [InlineData("no handler")]
    public async Task Handshake_ThatFails_GivesItsPlaceBack(string how)
    {
        await using EngineApp app = await EngineApp.StartAsync(
            o =>
            {
                o.MaxPendingConnections = 1;
                o.AllowRequest = _ => how == "throws" ? throw new InvalidOperationException("on purpose") : ValueTask.FromResult(new AllowRequestResult(how != "refused"));
            },
            makeHandler: _ => throw new InvalidOperationException("on purpose"));
        app.AllowErrors = true;
        for (int i = 0; i < 3; i++)
        {
            if (how == "bad WebSocket")
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, EngineApp.Url("websocket"));
                request.Headers.TryAddWithoutValidation("Connection", "Upgrade");
                request.Headers.TryAddWithoutValidation("Upgrade", "websocket");
                using HttpResponseMessage response = await app.Http.SendAsync(request).Within();
                Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            }
            else
            {
                Assert.NotEqual(HttpStatusCode.ServiceUnavailable, await OpenAsync(app));
            }

            Assert.Equal(0, app.Server.PendingConnections);
        }
    }

    private static async Task<HttpStatusCode> OpenAsync(EngineApp app)
    {
        using HttpResponseMessage response = await app.Http.GetAsync(EngineApp.Url()).Within();
        return response.StatusCode;
    }

    private sealed class PendingHandler : IEngineSessionHandler
    {
        public bool IsPending => true;

        public ValueTask OnMessageAsync(ReadOnlySpan<byte> data, bool isBinary) => default;

        public void OnClosed(EngineCloseReason reason, string? description)
        {
        }
    }
}
