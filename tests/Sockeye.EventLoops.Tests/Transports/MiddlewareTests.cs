using System.IO.Pipelines;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Sockeye.EventLoops.Tests.Fixture;
using Sockeye.Tests.Support;

namespace Sockeye.EventLoops.Tests.Transports;

/// <summary>What an application puts between the transport and HTTP.</summary>
public sealed class MiddlewareTests
{
    [Theory, OnBothTransports(false), OnBothTransports(true)]
    public async Task Middleware_ThatRewritesBytes_SeesAllOfThem(Transport transport, bool yields)
    {
        await using TransportApp app = await TransportApp.StartAsync(
            transport,
            Echo,
            listen =>
            {
                listen.UseConnectionLogging();
                RewrittenTransport.Use(listen, sent: b => b == '?' ? (byte)'!' : b, yields: yields);
                listen.UseConnectionLogging();
            });
        using RawClient client = await app.ConnectAsync();

        await client.PostAsync(12, headers: "Connection: close\r\n");
        await client.SendAsync("Hello World?");

        Assert.EndsWith("\r\n\r\nHello World!", await client.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Contains(app.Log, entry => entry.Category.Contains("LoggingConnectionMiddleware", StringComparison.Ordinal) || entry.Text.Contains("WriteAsync", StringComparison.Ordinal));
    }

    [Theory, OnBothTransports]
    public async Task Middleware_ThatEncryptsBytes_SeesAllOfThem(Transport transport)
    {
        await using TransportApp app = await TransportApp.StartAsync(transport, Echo, listen => RewrittenTransport.Use(listen, Xor, Xor));
        using RawClient client = await app.ConnectAsync();

        await client.SendAsync([.. "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello"u8.ToArray().Select(Xor)]);

        string answer = new([.. (await client.ReadToEndAsync()).Select(c => (char)Xor((byte)c))]);
        Assert.EndsWith("\r\n\r\nhello", answer, StringComparison.Ordinal);
    }

    [Theory, OnBothTransports]
    public async Task Middleware_ThatCounts_SeesTheEndOfEachConnection(Transport transport)
    {
        int open = 0;
        await using TransportApp app = await TransportApp.StartAsync(transport, Echo, listen => listen.Use(next => async connection =>
        {
            Interlocked.Increment(ref open);
            try
            {
                await next(connection);
            }
            finally
            {
                Interlocked.Decrement(ref open);
            }
        }));
        var clients = new List<RawClient>();
        for (int i = 0; i < 5; i++)
        {
            RawClient client = await app.ConnectAsync();
            clients.Add(client);
            await client.GetAsync();
            await client.ReadHeadAsync();
        }

        Assert.Equal(5, Volatile.Read(ref open));
        clients[0].Reset();
        clients[1].ShutDown();
        clients[2].Dispose();
        await Waiting.Until(() => Volatile.Read(ref open) == 2);
        clients.ForEach(client => client.Dispose());
        await Waiting.Until(() => Volatile.Read(ref open) == 0);
    }

    [Theory, OnBothTransports]
    public async Task Middleware_ClientSendsItsFinAtOnce_EndsTheConnection(Transport transport)
    {
        await using TransportApp app = await TransportApp.StartAsync(transport, Echo, listen => RewrittenTransport.Use(listen, yields: true));
        using RawClient client = await app.ConnectAsync();

        client.ShutDown();

        Assert.Equal("", await client.ReadToEndAsync());
    }

    [Theory, OnBothTransports]
    public async Task Middleware_Throws_EndsTheConnectionAndIsLogged(Transport transport)
    {
        await using TransportApp app = await TransportApp.StartAsync(transport, Echo, listen => listen.Use(_ => _ => throw new InvalidOperationException("mine")));
        using RawClient client = await app.ConnectAsync();
        await client.PostAsync(length: 1000);

        Assert.Equal(0, await client.DrainAsync());

        LogEntry entry = Assert.Single(app.Log, entry => entry.Exception?.Message == "mine");
        Assert.Equal(LogLevel.Error, entry.Level);
        using RawClient other = await app.ConnectAsync();
        Assert.Equal(0, await other.DrainAsync());
    }

    [Theory, OnBothTransports]
    public async Task Middleware_ThrowsAfterTheClientsFin_EndsTheConnection(Transport transport)
    {
        await using TransportApp app = await TransportApp.StartAsync(transport, Echo, listen => listen.Use(_ => _ => throw new InvalidOperationException("mine")));
        using RawClient client = await app.ConnectAsync();

        client.ShutDown();

        Assert.Equal(0, await client.DrainAsync());
    }

    [Theory, OnBothTransports]
    public async Task Middleware_DisposesTheConnectionBehindAnotherTransport_ClosesItAndNotTheOther(Transport transport)
    {
        var go = new TaskCompletionSource();
        var other = new OtherTransport();
        await using TransportApp app = await TransportApp.StartAsync(transport, Echo, listen => listen.Use(_ => async connection =>
        {
            connection.Transport = other;
            await connection.DisposeAsync();
            await go.Task;
        }));
        using RawClient client = await app.ConnectAsync();

        Assert.Equal(0, await client.DrainAsync());

        go.SetResult();
        await app.StopAsync().Within();
        Assert.False(other.IsTouched);
    }

    [Theory, OnBothTransports(false), OnBothTransports(true)]
    public async Task Response_FlushedInBetween_GoesThroughMiddleware(Transport transport, bool writesPipe)
    {
        var go = new TaskCompletionSource();
        await using TransportApp app = await TransportApp.StartAsync(
            transport,
            async context =>
            {
                if (writesPipe)
                {
                    await context.Response.BodyWriter.WriteAsync("Hello "u8.ToArray());
                    await context.Response.BodyWriter.FlushAsync();
                    await go.Task;
                    await context.Response.BodyWriter.WriteAsync("World!"u8.ToArray());
                }
                else
                {
                    await context.Response.WriteAsync("Hello ");
                    await context.Response.Body.FlushAsync();
                    await go.Task;
                    await context.Response.WriteAsync("World!");
                }
            },
            listen => RewrittenTransport.Use(listen));
        using RawClient client = await app.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.0\r\n\r\n");
        await client.ReadHeadAsync();
        Assert.Equal("Hello ", await client.ReadAsync(6));

        go.SetResult();

        Assert.Equal("World!", await client.ReadToEndAsync());
    }

    [Theory, OnBothTransports(false), OnBothTransports(true)]
    public async Task Server_StopsDuringMiddleware_DoesNotCrash(Transport transport, bool isInMiddleware)
    {
        var entered = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        await using TransportApp app = await TransportApp.StartAsync(transport, Echo, listen =>
        {
            listen.Use(next => async connection =>
            {
                entered.TrySetResult();
                if (isInMiddleware)
                {
                    await go.Task;
                }

                await next(connection);
            });
            RewrittenTransport.Use(listen, yields: true);
        });
        using RawClient client = await app.ConnectAsync();
        await entered.Task.Within();

        Task stopping = app.StopAsync();
        go.SetResult();
        client.Dispose();

        await stopping.Within();
        Assert.DoesNotContain(app.Log, entry => entry.Level >= LogLevel.Error);
    }

    [Theory, OnBothTransports]
    public async Task Limit_OfConnections_RefusesTheOthersUntilOneEnds(Transport transport)
    {
        await using TransportApp app = await TransportApp.StartAsync(transport, Echo, kestrel: options => options.Limits.MaxConcurrentConnections = 3);
        var clients = new List<RawClient>();
        for (int i = 0; i < 3; i++)
        {
            RawClient client = await app.ConnectAsync();
            clients.Add(client);
            await client.GetAsync();
            await client.ReadHeadAsync();
        }

        for (int i = 0; i < 5; i++)
        {
            using RawClient refused = await app.ConnectAsync();
            Assert.Equal(0, await refused.DrainAsync());
        }

        clients.ForEach(client => client.Dispose());
        long answer = 0;
        while (answer == 0)
        {
            using RawClient again = await app.ConnectAsync();
            await Record.ExceptionAsync(() => again.GetAsync(headers: "Connection: close\r\n"));
            answer = await again.DrainAsync();
        }
    }

    [Theory, OnBothTransports]
    public async Task Limit_OfUpgradedConnections_IsItsOwn(Transport transport)
    {
        var done = new TaskCompletionSource();
        await using TransportApp app = await TransportApp.StartAsync(
            transport,
            async context =>
            {
                if (context.Features.GetRequiredFeature<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
                {
                    await upgrade.UpgradeAsync();
                    await done.Task;
                }
            },
            kestrel: options => options.Limits.MaxConcurrentConnections = 1);
        using RawClient upgraded = await app.ConnectAsync();
        await upgraded.GetAsync(headers: "Connection: Upgrade\r\nUpgrade: echo\r\n");
        await upgraded.ReadHeadAsync();
        using RawClient plain = await app.ConnectAsync();
        await plain.GetAsync();
        await plain.ReadHeadAsync();
        using RawClient refused = await app.ConnectAsync();
        Assert.Equal(0, await refused.DrainAsync());
        done.SetResult();
    }

    [Theory, OnBothTransports]
    public async Task Limit_ManyConnections_CountsBackToNone(Transport transport)
    {
        await using TransportApp app = await TransportApp.StartAsync(transport, Echo, kestrel: options => options.Limits.MaxConcurrentConnections = 100);
        await Parallel.ForEachAsync(Enumerable.Range(0, 100), async (_, _) =>
        {
            using RawClient client = await app.ConnectAsync();
            await client.GetAsync();
            await client.ReadHeadAsync();
        });
        await Waiting.Until(() => app.Log.Count(entry => entry.Event.Name == "ConnectionStop") == 100);
        Assert.Equal(100, app.Log.Count(entry => entry.Event.Name == "ConnectionStart"));
    }

    private static byte Xor(byte value) => (byte)(value ^ 0x5a);

    private static async Task Echo(HttpContext context)
    {
        context.Response.ContentLength = context.Request.ContentLength ?? 0;
        await context.Request.Body.CopyToAsync(context.Response.Body);
    }

    private sealed class OtherTransport : IDuplexPipe
    {
        public bool IsTouched { get; private set; }

        public PipeReader Input => Touch<PipeReader>();

        public PipeWriter Output => Touch<PipeWriter>();

        private T Touch<T>()
        {
            IsTouched = true;
            throw new InvalidOperationException();
        }
    }
}
