using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sockeye.EventLoops.Tests.Fixture;

namespace Sockeye.EventLoops.Tests.Listening;

/// <summary>Event loops serve what the application says, and nothing else.</summary>
public sealed class UseEventLoopsTests
{
    [Fact]
    public async Task UseEventLoops_ForSomeEndpoints_LeavesTheOthersToKestrel()
    {
        var loops = new IPEndPoint(IPAddress.Loopback, 0);
        await using TransportApp app = await TransportApp.StartAsync(
            Transport.Sockets,
            context => context.Response.WriteAsync($"{context.Features.Get<IEventLoopFeature>() is not null}"),
            kestrel: options =>
            {
                options.Listen(loops);
                options.Listen(IPAddress.IPv6Loopback, 0);
            },
            configure: builder => builder.WebHost.UseEventLoops(options => options.Serves = endPoint => endPoint.Equals(loops)),
            listens: false);
        using var http = new HttpClient();
        Assert.Equal("True", await http.GetStringAsync(app.Addresses[0]));
        Assert.Equal("False", await http.GetStringAsync(app.Addresses[1]));
    }

    [Fact]
    public void Serves_Null_Throws() => Assert.Throws<ArgumentNullException>(() => new EventLoopOptions { Serves = null! });

    [Fact]
    public async Task UseEventLoops_Twice_IsAsOnce()
    {
        await using TransportApp app = await UpgradeApp.StartAsync(configure: builder => builder.WebHost.UseEventLoops());
        Assert.Equal("TakeOver", await UpgradeApp.AskAsync(app));
    }

    [Fact]
    public async Task UseSockets_AfterUseEventLoops_IsForItsOptionsOnly()
    {
        await using TransportApp app = await UpgradeApp.StartAsync(configure: builder => builder.WebHost.UseSockets(options => options.NoDelay = false));
        Assert.Equal("TakeOver", await UpgradeApp.AskAsync(app));
    }

    // The application's defaults replace ours, and nobody sees any more what comes first on a connection.
    [Fact]
    public async Task EndpointDefaults_OfTheApplication_KeepConnectionsWithKestrel()
    {
        await using TransportApp app = await UpgradeApp.StartAsync(kestrel: options => options.ConfigureEndpointDefaults(_ => { }));
        Assert.Equal("WriteDirectly", await UpgradeApp.AskAsync(app));
    }

    [Fact]
    public async Task EndpointDefaults_WithEventLoopsFirst_LetConnectionsGo()
    {
        await using TransportApp app = await UpgradeApp.StartAsync(kestrel: options => options.ConfigureEndpointDefaults(listen => listen.UseEventLoops()));
        Assert.Equal("TakeOver", await UpgradeApp.AskAsync(app));
    }

    [Fact]
    public async Task Endpoint_WithEventLoopsTwice_IsAsOnce()
    {
        await using TransportApp app = await UpgradeApp.StartAsync(listen => listen.UseEventLoops());
        Assert.Equal("TakeOver", await UpgradeApp.AskAsync(app));
    }

    [Fact]
    public async Task Endpoint_WithEventLoopsBehindMiddleware_KeepsItsConnections()
    {
        int open = 0;
        await using TransportApp app = await UpgradeApp.StartAsync(
            listen =>
            {
                UpgradeTests.Count(listen, () => Interlocked.Increment(ref open), () => Interlocked.Decrement(ref open));
                listen.UseEventLoops();
            },
            options => options.ConfigureEndpointDefaults(_ => { }));
        using RawClient client = await app.ConnectAsync();
        Assert.Equal("WriteDirectly", await UpgradeApp.AskAsync(client));
        Assert.Equal(1, Volatile.Read(ref open));
    }

    [Fact]
    public async Task Endpoint_WithoutTheHost_Throws()
    {
        InvalidOperationException exception = await Assert.ThrowsAsync<InvalidOperationException>(
            () => UpgradeApp.StartAsync(listen => listen.UseEventLoops(), transport: Transport.Sockets));
        Assert.Contains("builder.WebHost.UseEventLoops()", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UseEventLoops_BeforeKestrelIsThere_LeavesItUnixSockets()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseEventLoops().UseKestrelCore().ConfigureKestrel(options =>
        {
            options.ListenUnixSocket(path);
            options.Listen(IPAddress.Loopback, 0);
        });
        await using WebApplication app = builder.Build();
        app.Run(context => context.Response.WriteAsync($"{context.Features.Get<IEventLoopFeature>() is not null}"));
        await app.StartAsync();
        using RawClient client = await RawClient.ConnectAsync(new System.Net.Sockets.UnixDomainSocketEndPoint(path));
        await client.GetAsync(headers: "Connection: close\r\n");
        Assert.Contains("False", await client.ReadToEndAsync(), StringComparison.Ordinal);
        using var http = new HttpClient();
        Assert.Equal("True", await http.GetStringAsync(app.Urls.First(url => !url.Contains("unix", StringComparison.Ordinal))));
        await app.StopAsync();
        File.Delete(path);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task IOQueueCount_OfAnEndpoint_IsHowManyLoopsServeIt(int count)
    {
        var loops = new ConcurrentQueue<EventLoop>();
        await using TransportApp app = await TransportApp.StartAsync(
            Transport.EventLoops,
            async context =>
            {
                await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
                LoopSocket socket = (await context.Features.GetRequiredFeature<IEventLoopFeature>().UpgradeAsync()).Socket!;
                loops.Enqueue(socket.Loop);
                socket.Close(resets: false);
            },
            sockets: options => options.IOQueueCount = count);
        for (int i = 0; i < 20 * Environment.ProcessorCount; i++)
        {
            using RawClient client = await app.ConnectAsync();
            await client.GetAsync(headers: "Connection: Upgrade\r\nUpgrade: echo\r\n");
            await client.DrainAsync();
        }

        // The other tests have connections meanwhile, so it is not each one's turn as often.
        int served = loops.Distinct().Count();
        Assert.InRange(served, 1, count == 1 ? 1 : Environment.ProcessorCount);
        Assert.Equal(count == 1 || Environment.ProcessorCount == 1, served == 1);
    }

    [Fact]
    public async Task FinOnError_SwitchIsOn_EndsAbortedConnectionsWithAFin()
    {
        const string Switch = "Microsoft.AspNetCore.Server.Kestrel.FinOnError";
        AppContext.SetSwitch(Switch, true);
        TransportApp started;
        try
        {
            // It is read when the server starts.
            started = await TransportApp.StartAsync(Transport.EventLoops, context =>
            {
                context.Abort();
                return Task.CompletedTask;
            });
        }
        finally
        {
            AppContext.SetSwitch(Switch, false);
        }

        await using TransportApp app = started;
        using RawClient client = await app.ConnectAsync();
        await client.GetAsync();
        Assert.Equal("", await client.ReadToEndAsync());
    }
}
