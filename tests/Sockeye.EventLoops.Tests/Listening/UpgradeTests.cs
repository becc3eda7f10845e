using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Sockeye.EventLoops.Tests.Fixture;
using Sockeye.Tests.Support;

namespace Sockeye.EventLoops.Tests.Listening;

/// <summary>What may be done with a socket is decided by what is on its connection.</summary>
public sealed class UpgradeTests
{
    // If this fails with a new version of Kestrel, see EventLoopMiddleware: Kestrel's HTTP may have another name.
    [Fact]
    public async Task Connection_OfNothingButHttp_IsTakenOver()
    {
        await using TransportApp app = await UpgradeApp.StartAsync();
        Assert.Equal("TakeOver", await UpgradeApp.AskAsync(app));
    }

    [Theory]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("http://*:0")]
    public async Task Connection_OfAnAddressOfTheConfiguration_IsTakenOver(string url)
    {
        await using TransportApp app = await UpgradeApp.StartAsync(configure: builder => builder.WebHost.UseUrls(url), listens: false);
        Assert.Equal("TakeOver", await UpgradeApp.AskAsync(app));
    }

    [Fact]
    public async Task Connection_TakenOver_EndsForKestrelAndGoesOnForTheOther()
    {
        await using TransportApp app = await UpgradeApp.StartAsync();
        using RawClient client = await app.ConnectAsync();

        Assert.Equal("TakeOver", await UpgradeApp.AskAsync(client));

        await Waiting.Until(() => app.Log.Any(entry => entry.Event.Name == "ConnectionStop"));
        await client.SendAsync("still here");
        Assert.Equal("still here", await client.ReadAsync(10));
        await app.StopAsync().Within();
        await client.SendAsync("and here");
        Assert.Equal("and here", await client.ReadAsync(8));
        client.ShutDown();
        Assert.Equal("", await client.ReadToEndAsync());
    }

    [Theory, InlineData(1), InlineData(100_000)]
    public async Task Connection_WithBytesBehindItsRequest_KeepsThem(int count)
    {
        string behind = new('b', count);
        await using TransportApp app = await UpgradeApp.StartAsync();
        using RawClient client = await app.ConnectAsync();
        Assert.Equal("TakeOver", await UpgradeApp.AskAsync(client, behind));
    }

    [Fact]
    public async Task Connection_BehindAMiddlewareThatCounts_IsCountedUntilItsEnd()
    {
        int open = 0;
        await using TransportApp app = await UpgradeApp.StartAsync(listen => Count(listen, () => Interlocked.Increment(ref open), () => Interlocked.Decrement(ref open)));
        using RawClient client = await app.ConnectAsync();

        Assert.Equal("WriteDirectly", await UpgradeApp.AskAsync(client, "behind"));

        Assert.Equal(1, Volatile.Read(ref open));
        await client.SendAsync("still here");
        Assert.Equal("still here", await client.ReadAsync(10));
        Assert.Equal(1, Volatile.Read(ref open));
        client.Reset();
        await Waiting.Until(() => Volatile.Read(ref open) == 0);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Connection_ThatKestrelCounts_IsWrittenToOnly(bool upgraded)
    {
        await using TransportApp app = await UpgradeApp.StartAsync(kestrel: options =>
        {
            options.Limits.MaxConcurrentUpgradedConnections = upgraded ? 10 : null;
            options.Limits.MaxConcurrentConnections = upgraded ? null : 10;
        });
        Assert.Equal("WriteDirectly", await UpgradeApp.AskAsync(app));
    }

    [Fact]
    public async Task Connection_WithAnotherTransport_IsLeftAlone()
    {
        await using TransportApp app = await UpgradeApp.StartAsync(listen => RewrittenTransport.Use(listen));
        Assert.Equal("LeaveAlone", await UpgradeApp.AskAsync(app));
    }

    [Fact]
    public async Task Connection_ThatIsLogged_IsLeftAlone()
    {
        await using TransportApp app = await UpgradeApp.StartAsync(listen => listen.UseConnectionLogging());
        Assert.Equal("LeaveAlone", await UpgradeApp.AskAsync(app));
    }

    // Its features, which HTTP hands on, are those of the connection below, and that still has its own transport.
    [Fact]
    public async Task Connection_InsideOfAnother_IsLeftAlone()
    {
        await using TransportApp app = await UpgradeApp.StartAsync(listen => listen.Use(next => async connection =>
        {
            var outer = new OuterConnection(connection);
            await next(outer);
        }));
        using RawClient client = await app.ConnectAsync();
        await client.SendAsync([.. "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n"u8.ToArray().Select(OuterConnection.Xor)]);
        string answer = "";
        while (!answer.EndsWith(';'))
        {
            answer += (char)OuterConnection.Xor((byte)(await client.ReadAsync(1))[0]);
        }

        Assert.EndsWith("\r\n\r\nLeaveAlone;", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connection_WithTls_IsLeftAlone()
    {
        using X509Certificate2 certificate = TransportApp.CreateCertificate();
        await using TransportApp app = await UpgradeApp.StartAsync(listen => listen.UseHttps(certificate));
        using RawClient client = await app.ConnectAsync();
        await using var tls = new SslStream(client.Stream);
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.Subject == "CN=localhost" }).Within();
        await tls.WriteAsync("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n"u8.ToArray());
        using var reader = new StreamReader(tls);
        string answer = "";
        while (!answer.EndsWith(';'))
        {
            answer += (char)reader.Read();
        }

        Assert.EndsWith("\r\n\r\nLeaveAlone;", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_ThatIsNotUpgraded_IsLeftAlone()
    {
        await using TransportApp app = await UpgradeApp.StartAsync();
        using RawClient client = await app.ConnectAsync();
        await client.GetAsync(headers: "Connection: close\r\n");
        Assert.Contains("LeaveAlone;", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_OfHttp2_IsLeftAlone()
    {
        await using TransportApp app = await UpgradeApp.StartAsync(listen => listen.Protocols = HttpProtocols.Http2);
        using var http = new HttpClient { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        Assert.Equal("LeaveAlone;", await http.GetStringAsync($"http://127.0.0.1:{app.Port}/").Within());
    }

    [Fact]
    public async Task Connection_OfKestrelsSockets_IsLeftAlone()
    {
        await using TransportApp app = await UpgradeApp.StartAsync(transport: Transport.Sockets);
        Assert.Equal("LeaveAlone", await UpgradeApp.AskAsync(app));
    }

    // Nothing overtakes what the client has not read yet.
    [Fact]
    public async Task Connection_WithAnAnswerThatIsNotReadYet_StaysInOrder()
    {
        const int Length = 20_000_000;
        var upgraded = new TaskCompletionSource<ConnectionUse>();
        await using TransportApp app = await TransportApp.StartAsync(
            Transport.EventLoops,
            async context =>
            {
                if (context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } upgrade)
                {
                    context.Response.ContentLength = Length;
                    await context.Response.Body.WriteAsync(new byte[Length]);
                    return;
                }

                Stream stream = await upgrade.UpgradeAsync();
                UpgradedConnection connection = await context.Features.GetRequiredFeature<IEventLoopFeature>().UpgradeAsync();
                upgraded.SetResult(connection.Use);
                await (connection.Socket?.SendAsync("after"u8.ToArray()) ?? stream.WriteAsync("after"u8.ToArray()));
                connection.Socket?.Close(resets: false);
            },
            kestrel: options => options.Limits.MaxResponseBufferSize = null,
            sockets: options => options.MaxWriteBufferSize = null);
        using RawClient client = await app.ConnectAsync(receiveBuffer: 4096);
        await client.GetAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");
        await client.ReadHeadAsync();
        await TransportApp.UntilStill(() => 0);
        Assert.False(upgraded.Task.IsCompleted);
        await client.ReadAsync(Length);
        Assert.StartsWith("HTTP/1.1 101", await client.ReadHeadAsync(), StringComparison.Ordinal);
        Assert.Equal("after", await client.ReadToEndAsync());
        await upgraded.Task.Within();
    }

    [Fact]
    public async Task Connection_ThatIsOver_IsLeftAlone()
    {
        var over = new TaskCompletionSource();
        var use = new TaskCompletionSource<ConnectionUse>();
        await using TransportApp app = await TransportApp.StartAsync(Transport.EventLoops, async context =>
        {
            context.RequestAborted.Register(over.SetResult);
            await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
            await over.Task;
            IEventLoopFeature loops = context.Features.GetRequiredFeature<IEventLoopFeature>();
            use.SetResult((await loops.UpgradeAsync()).Use);
        });
        using RawClient client = await app.ConnectAsync();
        await client.GetAsync(headers: "Connection: Upgrade\r\nUpgrade: echo\r\n");
        await client.ReadHeadAsync();
        client.Reset();
        Assert.Equal(ConnectionUse.LeaveAlone, await use.Task.Within());
    }

    [Fact]
    public async Task Upgrade_AskedForAgain_IsLeftAlone()
    {
        var second = new TaskCompletionSource<ConnectionUse>();
        await using TransportApp app = await TransportApp.StartAsync(Transport.EventLoops, async context =>
        {
            await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
            IEventLoopFeature loops = context.Features.GetRequiredFeature<IEventLoopFeature>();
            UpgradedConnection first = await loops.UpgradeAsync();
            second.SetResult((await loops.UpgradeAsync()).Use);
            first.Socket?.Close(resets: false);
        });
        using RawClient client = await app.ConnectAsync();
        await client.GetAsync(headers: "Connection: Upgrade\r\nUpgrade: echo\r\n");
        await client.ReadHeadAsync();
        Assert.Equal("", await client.ReadToEndAsync());
        Assert.Equal(ConnectionUse.LeaveAlone, await second.Task.Within());
    }

    // The client goes at any time: no connection is ever left behind by the web server, or closed twice.
    [Fact]
    public async Task Connections_ResetWhileTheyAreTakenOver_AllEnd()
    {
        await using TransportApp app = await UpgradeApp.StartAsync();
        await Parallel.ForEachAsync(Enumerable.Range(0, 400), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
        {
            using RawClient client = await app.ConnectAsync();
            await client.GetAsync(headers: "Connection: Upgrade\r\nUpgrade: echo\r\n");
            if (i % 2 == 0)
            {
                await client.ReadHeadAsync();
            }

            client.Reset();
        });
        await Waiting.Until(() =>
            app.Log.Count(entry => entry.Event.Name == "ConnectionStop") == app.Log.Count(entry => entry.Event.Name == "ConnectionStart"));
        Assert.DoesNotContain(app.Log, entry => entry.Level >= Microsoft.Extensions.Logging.LogLevel.Error);
    }

    // The application cuts the connection at any time, and does not wait for the answer either: who asks always gets one, and the socket is closed by one of the two.
    [Theory, InlineData(false), InlineData(true)]
    public async Task Connections_AbortedWhileTheyAreTakenOver_AllEnd(bool waits)
    {
        const int Connections = 400;
        int answers = 0;
        await using TransportApp app = await TransportApp.StartAsync(Transport.EventLoops, async context =>
        {
            await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
            IEventLoopFeature loops = context.Features.GetRequiredFeature<IEventLoopFeature>();
            int spins = Random.Shared.Next(300);
            Task aborting = Task.Run(() =>
            {
                Thread.SpinWait(spins);
                context.Abort();
            });
            Task asking = AskAsync(loops);
            await aborting;
            if (waits)
            {
                await asking;
            }
        });
        await Parallel.ForEachAsync(Enumerable.Range(0, Connections), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
        {
            using RawClient client = await app.ConnectAsync();
            await client.GetAsync(headers: "Connection: Upgrade\r\nUpgrade: echo\r\n");
            if (i % 3 == 0)
            {
                client.ShutDown();
            }

            await client.DrainAsync();
        });
        await Waiting.Until(() =>
            Volatile.Read(ref answers) == Connections && app.Log.Count(entry => entry.Event.Name == "ConnectionStop") == Connections);
        Assert.DoesNotContain(app.Log, entry => entry.IsOfTransport && entry.Level >= Microsoft.Extensions.Logging.LogLevel.Error);

        async Task AskAsync(IEventLoopFeature loops)
        {
            (await loops.UpgradeAsync()).Socket?.Close(resets: false);
            Interlocked.Increment(ref answers);
        }
    }

    internal static void Count(ListenOptions listen, Action opened, Action closed) =>
        listen.Use(next => async connection =>
        {
            opened();
            try
            {
                await next(connection);
            }
            finally
            {
                closed();
            }
        });

    private sealed class OuterConnection : ConnectionContext
    {
        private readonly ConnectionContext _inner;

        public OuterConnection(ConnectionContext inner)
        {
            _inner = inner;
            Transport = new RewrittenTransport(inner.Transport, Xor, Xor);
            ConnectionClosed = inner.ConnectionClosed;
            LocalEndPoint = inner.LocalEndPoint;
            RemoteEndPoint = inner.RemoteEndPoint;
        }

        public override string ConnectionId { get => _inner.ConnectionId; set => _inner.ConnectionId = value; }

        public override IFeatureCollection Features => _inner.Features;

        public override IDictionary<object, object?> Items { get => _inner.Items; set => _inner.Items = value; }

        public override IDuplexPipe Transport { get; set; }

        public static byte Xor(byte value) => (byte)(value ^ 0x5a);
    }
}
