using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Sockeye.Engine.Delivery;
using Sockeye.Engine.Tests.Fixture;

namespace Sockeye.Engine.Tests.Http;

/// <summary>What the server answers is for one client, whatever middleware stands around it.</summary>
public sealed class CachingTests
{
    [Fact]
    public async Task Handshake_OutputCacheForEverything_GivesEachClientItsOwnSession()
    {
        await using EngineApp app = await StartAsync(app => app.UseOutputCache());

        string[] sids = [await SidAsync(app, EngineApp.Url()), await SidAsync(app, EngineApp.Url())];

        Assert.NotEqual(sids[0], sids[1]);
        Assert.Equal(2, app.Server.ClientsCount);
    }

    [Fact]
    public async Task Poll_OutputCacheForEverything_IsNotAnsweredTwice()
    {
        await using EngineApp app = await StartAsync(app => app.UseOutputCache());
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        foreach (string message in new[] { "one", "two" })
        {
            handler.Session.Send(EncodedPacket.FromText(Encoding.UTF8.GetBytes(message)));
            Assert.Equal("4" + message, await app.PollAsync(sid));
        }
    }

    [Fact]
    public async Task Poll_OutputCacheForEverything_DoesNotWaitForAnother()
    {
        await using EngineApp app = await StartAsync(app => app.UseOutputCache());
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        Task<string> first = app.PollAsync(sid);
        await EngineApp.WhenParked(handler);

        using HttpResponseMessage second = await app.GetAsync(sid);

        Assert.Equal(HttpStatusCode.BadRequest, second.StatusCode);
        await first;
    }

    [Fact]
    public async Task Handshake_ServedByTheApplicationItself_IsNotCached()
    {
        EngineServer? server = null;
        await using EngineApp app = await StartAsync(app =>
        {
            app.UseOutputCache();
            app.Map("/bare", branch => branch.Run(context => server!.HandleRequestAsync(context)));
        });
        server = app.Server;

        Assert.NotEqual(await SidAsync(app, "/bare/?EIO=4&transport=polling"), await SidAsync(app, "/bare/?EIO=4&transport=polling"));
    }

    [Theory]
    [InlineData("GET", "polling", null, null, 200)]
    [InlineData("GET", "nonsense", null, null, 400)]
    [InlineData("GET", "polling", "unknown", null, 400)]
    [InlineData("PUT", "polling", "own", null, 500)]
    [InlineData("POST", "polling", "own", "4x", 200)]
    [InlineData("POST", "polling", "own", "nonsense", 400)]
    public async Task Response_AnyOther_IsNotToBeStored(string method, string transport, string? sid, string? body, int status)
    {
        await using EngineApp app = await EngineApp.StartAsync();
        sid = sid == "own" ? (await app.OpenPollingAsync()).Sid : sid;
        using var request = new HttpRequestMessage(new HttpMethod(method), EngineApp.Url(transport, sid));
        request.Content = body is null ? null : new StringContent(body);

        using HttpResponseMessage response = await app.Http.SendAsync(request).Within();

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
    }

    private static Task<EngineApp> StartAsync(Action<WebApplication> configureApp) => EngineApp.StartAsync(
        configureApp: configureApp,
        configureServices: services => services.AddOutputCache(cache => cache.AddBasePolicy(policy => policy.Cache())));

    private static async Task<string> SidAsync(EngineApp app, string url) => EngineApp.SidOf(await app.Http.GetStringAsync(url).Within());
}
