using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Sockeye.EventLoops.Tests.Fixture;
using Sockeye.Tests.Support;

namespace Sockeye.EventLoops.Tests.Transports;

/// <summary>A client goes, or the application cuts it off, while a request is served.</summary>
public sealed class AbortedRequestTests
{
    [Theory, OnBothTransports(false), OnBothTransports(true)]
    public async Task Request_ClientSendsFin_IsAborted(Transport transport, bool isRewritten)
    {
        var started = new TaskCompletionSource();
        var aborted = new TaskCompletionSource();
        await using TransportApp app = await StartAsync(transport, isRewritten, async context =>
        {
            context.RequestAborted.Register(aborted.SetResult);
            started.SetResult();
            await aborted.Task;
        });
        using RawClient client = await app.ConnectAsync();
        await client.GetAsync();
        await started.Task.Within();

        client.ShutDown();

        await aborted.Task.Within();
    }

    [Theory, OnBothTransports(false), OnBothTransports(true)]
    public async Task Request_ClientResets_IsAbortedAndOnlyLoggedForDebugging(Transport transport, bool isRewritten)
    {
        var started = new TaskCompletionSource();
        var aborted = new TaskCompletionSource();
        await using TransportApp app = await StartAsync(transport, isRewritten, async context =>
        {
            context.RequestAborted.Register(aborted.SetResult);
            started.SetResult();
            await aborted.Task;
        });
        using RawClient client = await app.ConnectAsync();
        await client.GetAsync();
        await started.Task.Within();

        client.Reset();

        await aborted.Task.Within();
        await app.StopAsync().Within();
        Assert.Contains(app.Log, entry => entry.IsOfTransport && entry.Event.Name == "ConnectionReset");
        Assert.DoesNotContain(app.Log, entry => entry.IsOfTransport && entry.Level > LogLevel.Debug);
    }

    [Theory, OnBothTransports]
    public async Task Connection_ResetBetweenRequests_IsOnlyLoggedForDebugging(Transport transport)
    {
        await using TransportApp app = await StartAsync(transport, isRewritten: false, _ => Task.CompletedTask);
        using RawClient unused = await app.ConnectAsync();
        using RawClient used = await app.ConnectAsync();
        await used.GetAsync();
        await used.ReadHeadAsync();
        await Waiting.Until(() => app.Log.Count(entry => entry.Event.Name == "ConnectionStart") == 2);

        used.Reset();
        unused.Reset();

        await Waiting.Until(() => app.Log.Count(entry => entry.IsOfTransport && entry.Event.Name == "ConnectionReset") == 2);
        await app.StopAsync().Within();
        Assert.DoesNotContain(app.Log, entry => entry.IsOfTransport && entry.Level > LogLevel.Debug);
    }

    [Theory, OnBothTransports(false), OnBothTransports(true)]
    public async Task Connection_ResetAtOnceManyTimes_IsOnlyLoggedForDebugging(Transport transport, bool isRewritten)
    {
        await using TransportApp app = await StartAsync(transport, isRewritten, _ => Task.CompletedTask);
        for (int i = 0; i < 10; i++)
        {
            using RawClient client = await app.ConnectAsync();
            await client.GetAsync();
            client.Reset();
        }

        await app.StopAsync().Within();
        Assert.DoesNotContain(app.Log, entry => entry.IsOfTransport && entry.Level > LogLevel.Debug);
        Assert.DoesNotContain(app.Log, entry => entry.Level > LogLevel.Information);
    }

    [Theory, OnBothTransports]
    public async Task Body_ClientResets_ReadThrows(Transport transport)
    {
        var started = new TaskCompletionSource();
        var aborted = new TaskCompletionSource();
        var thrown = new TaskCompletionSource<Exception?>();
        await using TransportApp app = await StartAsync(transport, isRewritten: false, async Task (context) =>
        {
            context.RequestAborted.Register(aborted.SetResult);
            started.SetResult();
            await aborted.Task;
            thrown.SetResult(await Record.ExceptionAsync(async Task () => await context.Request.Body.ReadExactlyAsync(new byte[1])));
        });
        using RawClient client = await app.ConnectAsync();
        await client.PostAsync(length: 1);
        await started.Task.Within();

        client.Reset();

        Assert.IsType<ConnectionResetException>(await thrown.Task.Within());
    }

    [Theory, OnBothTransports(false), OnBothTransports(true)]
    public async Task Body_ClientResetsInTheMiddle_ReadThrows(Transport transport, bool isRewritten)
    {
        var started = new TaskCompletionSource();
        var thrown = new TaskCompletionSource<Exception?>();
        await using TransportApp app = await StartAsync(transport, isRewritten, async context =>
        {
            started.SetResult();
            thrown.SetResult(await Record.ExceptionAsync(() => context.Request.Body.CopyToAsync(Stream.Null)));
        });
        using RawClient client = await app.ConnectAsync();
        await client.PostAsync(length: 8192);
        await started.Task.Within();
        await client.SendAsync(new byte[4096]);

        client.Reset();

        Assert.IsAssignableFrom<IOException>(await thrown.Task.Within());
    }

    [Theory, OnBothTransports(false), OnBothTransports(true)]
    public async Task Body_RequestAbortedDuringRead_CancelsTheRead(Transport transport, bool isRewritten)
    {
        int requests = 0;
        var aborted = new TaskCompletionSource<int>();
        var thrown = new TaskCompletionSource<Exception?>();
        await using TransportApp app = await StartAsync(transport, isRewritten, async context =>
        {
            int number = ++requests;
            context.RequestAborted.Register(() => aborted.TrySetResult(number));
            if (number == 1)
            {
                context.Response.ContentLength = 5;
                await context.Response.WriteAsync("World");
                return;
            }

            Task reading = context.Request.Body.CopyToAsync(Stream.Null);
            context.Abort();
            thrown.SetResult(await Record.ExceptionAsync(() => reading));
        });
        using RawClient client = await app.ConnectAsync();
        await client.PostAsync(length: 5);
        await client.SendAsync("Hello");
        await client.ReadHeadAsync();
        Assert.Equal("World", await client.ReadAsync(5));

        await client.PostAsync(length: 5);

        Assert.IsType<TaskCanceledException>(await thrown.Task.Within());
        Assert.Equal(2, await aborted.Task.Within());
        Assert.Equal(0, await client.DrainAsync());
    }

    // Nobody reads: the transport has stopped reading too, and does not see the reset there.
    [Theory, OnBothTransports(false), OnBothTransports(true)]
    public async Task Write_ClientHasResetWhileItsInputIsPaused_AbortsTheRequest(Transport transport, bool isRewritten)
    {
        var gone = new TaskCompletionSource();
        var aborted = new TaskCompletionSource();
        int writes = 0;
        var thrown = new TaskCompletionSource<Exception?>();
        await using TransportApp app = await StartAsync(transport, isRewritten, async context =>
        {
            context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
            context.RequestAborted.Register(aborted.SetResult);
            await gone.Task;
            byte[] block = new byte[1000];
            thrown.SetResult(await Record.ExceptionAsync(async () =>
            {
                while (writes < 1000)
                {
                    await context.Response.Body.WriteAsync(block, context.RequestAborted);
                    writes++;
                    await Task.Delay(10);
                }
            }));
        });
        await PauseAndResetAsync(app);

        gone.SetResult();

        Assert.IsAssignableFrom<OperationCanceledException>(await thrown.Task.Within());
        await aborted.Task.Within();
        Assert.InRange(writes, 0, 20);
    }

    [Fact]
    public async Task Request_ClientResetsWhileItsInputIsPaused_IsAbortedWithoutAWrite()
    {
        var aborted = new TaskCompletionSource();
        await using TransportApp app = await StartAsync(Transport.EventLoops, isRewritten: false, async context =>
        {
            context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
            context.RequestAborted.Register(aborted.SetResult);
            await aborted.Task;
        });

        await PauseAndResetAsync(app);

        await aborted.Task.Within();
    }

    [Theory, OnBothTransports(false), OnBothTransports(true)]
    public async Task Request_AbortedWhileItsInputIsPaused_EndsTheConnection(Transport transport, bool isRewritten)
    {
        var gone = new TaskCompletionSource();
        var closed = new TaskCompletionSource();
        await using TransportApp app = await StartAsync(transport, isRewritten, async context =>
        {
            context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
            context.Features.GetRequiredFeature<IConnectionLifetimeFeature>().ConnectionClosed.Register(closed.SetResult);
            await gone.Task;
            context.Abort();
            await closed.Task;
        });
        await PauseAndResetAsync(app);

        gone.SetResult();

        await closed.Task.Within();
        await Waiting.Until(() => app.Log.Any(entry => entry.Event.Name == "ConnectionStop"));
    }

    [Theory, OnBothTransports(false), OnBothTransports(true)]
    public async Task Write_RequestIsAborted_ThrowsForItsToken(Transport transport, bool isRewritten)
    {
        var started = new TaskCompletionSource();
        var aborted = new TaskCompletionSource();
        var thrown = new TaskCompletionSource<Exception?>();
        await using TransportApp app = await StartAsync(transport, isRewritten, async context =>
        {
            context.RequestAborted.Register(aborted.SetResult);
            started.SetResult();
            await aborted.Task;
            thrown.SetResult(await Record.ExceptionAsync(() => context.Response.WriteAsync(new string('a', 65537), context.RequestAborted)));
        });
        using (RawClient client = await app.ConnectAsync())
        {
            await client.PostAsync(length: 0);
            await started.Task.Within();
        }

        Assert.IsAssignableFrom<OperationCanceledException>(await thrown.Task.Within());
    }

    [Theory, OnBothTransports(false), OnBothTransports(true)]
    public async Task Write_ConnectionIsOver_DoesNothing(Transport transport, bool isRewritten)
    {
        var started = new TaskCompletionSource();
        var over = new TaskCompletionSource();
        var thrown = new TaskCompletionSource<Exception?>();
        await using TransportApp app = await StartAsync(transport, isRewritten, async context =>
        {
            started.SetResult();
            await over.Task;
            context.Response.ContentLength = 12;
            thrown.SetResult(await Record.ExceptionAsync(() => context.Response.WriteAsync("hello, world")));
        });
        using RawClient client = await app.ConnectAsync();
        await client.GetAsync();
        await started.Task.Within();
        client.ShutDown();
        await client.DrainAsync();

        over.SetResult();

        Assert.Null(await thrown.Task.Within());
    }

    [Theory, OnBothTransports(false), OnBothTransports(true)]
    public async Task Response_ClientResetsInTheMiddle_IsAborted(Transport transport, bool isRewritten)
    {
        var aborted = new TaskCompletionSource();
        var done = new TaskCompletionSource();
        await using TransportApp app = await StartAsync(transport, isRewritten, async context =>
        {
            context.RequestAborted.Register(aborted.SetResult);
            byte[] block = new byte[65536];
            for (int i = 0; i < 200; i++)
            {
                await context.Response.Body.WriteAsync(block);
            }

            await aborted.Task;
            done.SetResult();
        });
        using RawClient client = await app.ConnectAsync();
        await client.GetAsync();
        await client.ReadAsync(65536);

        client.Reset();

        await done.Task.Within();
        await app.StopAsync().Within();
        Assert.Single(app.Log, entry => entry.Event.Name == "ConnectionStop");
        Assert.DoesNotContain(app.Log, entry => entry.IsOfTransport && entry.Level > LogLevel.Debug);
    }

    private static Task<TransportApp> StartAsync(Transport transport, bool isRewritten, RequestDelegate serve) =>
        TransportApp.StartAsync(transport, serve, listen =>
        {
            if (isRewritten)
            {
                RewrittenTransport.Use(listen);
            }
        });

    // Posts until the server reads no more, and resets.
    private static async Task PauseAndResetAsync(TransportApp app)
    {
        using RawClient client = await app.ConnectAsync();
        await client.PostAsync(length: 1_000_000_000);
        long sent = 0;
        _ = Task.Run(async () =>
        {
            byte[] block = new byte[100_000];
            while (true)
            {
                await client.Stream.WriteAsync(block);
                Interlocked.Add(ref sent, block.Length);
            }
        });
        await TransportApp.UntilStill(() => Interlocked.Read(ref sent));
        client.Reset();
    }
}
