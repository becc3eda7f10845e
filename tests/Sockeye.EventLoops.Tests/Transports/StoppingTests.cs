using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Sockeye.EventLoops.Tests.Fixture;
using Sockeye.Tests.Support;

namespace Sockeye.EventLoops.Tests.Transports;

/// <summary>The server stops while connections are open.</summary>
public sealed class StoppingTests
{
    [Theory, OnBothTransports]
    public async Task Stop_ConnectionsAreIdle_ClosesThem(Transport transport)
    {
        await using TransportApp app = await TransportApp.StartAsync(transport, _ => Task.CompletedTask);
        using RawClient unused = await app.ConnectAsync();
        using RawClient used = await app.ConnectAsync();
        await used.GetAsync();
        await used.ReadHeadAsync();
        await Waiting.Until(() => app.Log.Count(entry => entry.Event.Name == "ConnectionStart") == 2);

        await app.StopAsync().Within();

        Assert.Equal(0, await used.DrainAsync());
        Assert.Equal(0, await unused.DrainAsync());
        await Assert.ThrowsAnyAsync<Exception>(() => app.ConnectAsync());
    }

    [Theory, OnBothTransports]
    public async Task Stop_RequestRuns_WaitsForIt(Transport transport)
    {
        var started = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        await using TransportApp app = await TransportApp.StartAsync(transport, async context =>
        {
            started.SetResult();
            await go.Task;
            await context.Response.WriteAsync("done");
        });
        using RawClient client = await app.ConnectAsync();
        await client.GetAsync();
        await started.Task.Within();

        Task stopping = app.StopAsync();
        await Waiting.Until(() => app.ConnectAsync().ContinueWith(connect => connect.IsFaulted, TaskScheduler.Default).Result);
        Assert.False(stopping.IsCompleted);
        go.SetResult();

        await stopping.Within();
        Assert.Contains("done", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory, OnBothTransports]
    public async Task Stop_RequestDoesNotEnd_AbortsIt(Transport transport)
    {
        var started = new TaskCompletionSource();
        var aborted = new TaskCompletionSource();
        await using TransportApp app = await TransportApp.StartAsync(transport, async context =>
        {
            context.RequestAborted.Register(aborted.SetResult);
            started.SetResult();
            await aborted.Task;
        });
        using RawClient client = await app.ConnectAsync();
        await client.GetAsync();
        await started.Task.Within();

        await app.StopAsync(new CancellationToken(canceled: true)).Within();

        await aborted.Task.Within();
        Assert.Equal(0, await client.DrainAsync());
    }

    [Theory, OnBothTransports]
    public async Task Stop_InputIsPaused_DoesNotThrow(Transport transport)
    {
        var started = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        await using TransportApp app = await TransportApp.StartAsync(
            transport,
            async _ =>
            {
                started.SetResult();
                await go.Task;
            },
            sockets: options => options.MaxReadBufferSize = 16 * 1024);
        using RawClient client = await app.ConnectAsync();
        await client.PostAsync(length: 20_000_000);
        Task sending = Record.ExceptionAsync(() => client.SendAsync(new byte[20_000_000])).AsTask();
        await started.Task.Within();

        Task stopping = app.StopAsync(new CancellationToken(canceled: true));
        go.SetResult();

        await stopping.Within();
        await sending.Within();
        Assert.DoesNotContain(app.Log, entry => entry.Level >= LogLevel.Error);
    }

    [Theory, OnBothTransports]
    public async Task Stop_WhileClientsConnect_EndsAllOfThem(Transport transport)
    {
        await using TransportApp app = await TransportApp.StartAsync(transport, _ => Task.CompletedTask);
        using var stopped = new CancellationTokenSource();
        Task[] connecting =
        [
            .. Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
            {
                while (!stopped.IsCancellationRequested)
                {
                    if (await Record.ExceptionAsync(async () =>
                    {
                        using RawClient client = await app.ConnectAsync();
                        await client.GetAsync();
                        await client.DrainAsync();
                    }) is not null)
                    {
                        return;
                    }
                }
            })),
        ];
        await Waiting.Until(() => app.Log.Count(entry => entry.Event.Name == "ConnectionStart") > 3);

        await app.StopAsync().Within();

        await stopped.CancelAsync();
        await Task.WhenAll(connecting).Within();
        Assert.DoesNotContain(app.Log, entry => entry.Level >= LogLevel.Error);
    }
}
