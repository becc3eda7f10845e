using System.Net;
using Microsoft.AspNetCore.Builder;
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
        await Waiting.Until(() => flood.Count(t => t.IsCompleted) == clients - limit && Volatile.Read(ref asked) >= limit);
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

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.8")]
    [InlineData("203.0.113.7", "::ffff:203.0.113.8")]
    [InlineData("2001:db8:1:1::7", "2001:db8:1:2::7")]
    [InlineData("2001:db8:1:1::7", null)]
    public async Task Flood_OfOneAddress_LeavesPlacesForOthers(string flood, string? honest)
    {
        const int limit = 400;
        await using EngineApp app = await StartAsync(o => o.MaxPendingConnections = limit);
        for (int i = 0; i < limit; i++)
        {
            await OpenAsync(app, flood);
        }

        for (int i = 0; i < 50; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await OpenAsync(app, honest));
        }

        Assert.Contains(app.Warnings, static warning => warning.Contains("MaxPendingConnectionsPerAddress", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Address_WithItsShare_GetsNoMoreThanThatOnceHalfOfThePlacesAreTaken()
    {
        var sessions = new List<EngineSession>();
        await using EngineApp app = await StartAsync(
            o =>
            {
                o.MaxPendingConnections = 8;
                o.MaxPendingConnectionsPerAddress = 2;
            },
            sessions.Add);

        // There is room: an address may be that of a proxy.
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await OpenAsync(app, "2001:db8::1"));
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await OpenAsync(app, "2001:db8::2"));
        Assert.Equal(HttpStatusCode.OK, await OpenAsync(app, "203.0.113.7"));
        Assert.Equal(HttpStatusCode.OK, await OpenAsync(app, "::ffff:203.0.113.7"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await OpenAsync(app, "203.0.113.7"));
        Assert.Equal(2, app.Server.Pending.AddressCount);

        // Who is in does not count any more; who has gone neither.
        sessions[4].SetEstablished();
        Assert.Equal(HttpStatusCode.OK, await OpenAsync(app, "203.0.113.7"));
        sessions[5].Close();
        Assert.Equal(HttpStatusCode.OK, await OpenAsync(app, "203.0.113.7"));
        foreach (EngineSession session in sessions)
        {
            session.Close();
        }

        Assert.Equal((0, 0), (app.Server.PendingConnections, app.Server.Pending.AddressCount));
    }

    // Behind a proxy, as the forwarded headers middleware does it.
    private static Task<EngineApp> StartAsync(Action<EngineOptions> configure, Action<EngineSession>? onSession = null) =>
        EngineApp.StartAsync(
            configure,
            configureApp: app => app.Use((context, next) =>
            {
                context.Connection.RemoteIpAddress = context.Request.Headers["X-Address"] is [{ Length: > 0 } address] ? IPAddress.Parse(address) : null;
                return next(context);
            }),
            makeHandler: session =>
            {
                onSession?.Invoke(session);
                return new PendingHandler();
            });

    private static async Task<HttpStatusCode> OpenAsync(EngineApp app, string? address = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, EngineApp.Url());
        request.Headers.Add("X-Address", address ?? "");
        using HttpResponseMessage response = await app.Http.SendAsync(request).Within();
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
