using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sockeye.EventLoops.Tests.Fixture;
using Sockeye.Tests.Support;

namespace Sockeye.EventLoops.Tests.Transports;

/// <summary>How a connection ends, and who hears of it.</summary>
public sealed class ClosedConnectionTests
{
    [Theory, OnBothTransports(false), OnBothTransports(true)]
    public async Task ConnectionClosed_ClientSendsFin_Fires(Transport transport, bool isRewritten)
    {
        var closed = new TaskCompletionSource();
        await using TransportApp app = await StartAsync(transport, isRewritten, closed, _ => Task.CompletedTask);
        using RawClient client = await app.ConnectAsync();
        await client.GetAsync();
        await client.ReadHeadAsync();
        Assert.False(closed.Task.IsCompleted);

        client.ShutDown();

        await closed.Task.Within();
    }

    [Theory, OnBothTransports(false), OnBothTransports(true)]
    public async Task ConnectionClosed_ServerCloses_Fires(Transport transport, bool isRewritten)
    {
        var closed = new TaskCompletionSource();
        await using TransportApp app = await StartAsync(transport, isRewritten, closed, _ => Task.CompletedTask);
        using RawClient client = await app.ConnectAsync();

        await client.GetAsync(headers: "Connection: close\r\n");

        await closed.Task.Within();
        Assert.StartsWith("HTTP/1.1 200", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory, OnBothTransports(false), OnBothTransports(true)]
    public async Task ConnectionClosed_RequestAborted_Fires(Transport transport, bool isRewritten)
    {
        var closed = new TaskCompletionSource();
        await using TransportApp app = await StartAsync(transport, isRewritten, closed, context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        using RawClient client = await app.ConnectAsync();

        await client.GetAsync();

        await closed.Task.Within();
        Assert.Equal(0, await client.DrainAsync());
    }

    [Theory, OnBothTransports]
    public async Task ConnectionClosed_ListenerThrows_IsLogged(Transport transport)
    {
        await using TransportApp app = await TransportApp.StartAsync(transport, context =>
        {
            context.Features.GetRequiredFeature<IConnectionLifetimeFeature>().ConnectionClosed.Register(() => throw new InvalidOperationException("mine"));
            return Task.CompletedTask;
        });
        using RawClient client = await app.ConnectAsync();

        await client.GetAsync(headers: "Connection: close\r\n");

        await client.ReadToEndAsync();
        await Waiting.Until(() => app.Log.Any(entry => entry.IsOfTransport && (entry.Exception?.ToString().Contains("mine", StringComparison.Ordinal) ?? false)));
    }

    [Theory, OnBothTransports]
    public async Task Abort_ByDefault_SendsAReset(Transport transport)
    {
        await using TransportApp app = await TransportApp.StartAsync(transport, context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        using RawClient client = await app.ConnectAsync();

        await client.GetAsync();

        IOException exception = await Assert.ThrowsAsync<IOException>(() => client.ReadAsync(1));
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(exception.InnerException).SocketErrorCode);
    }

    [Theory, OnBothTransports]
    public async Task Close_AfterTheLastResponse_SendsAFin(Transport transport)
    {
        await using TransportApp app = await TransportApp.StartAsync(transport, context => context.Response.WriteAsync("bye"));
        using RawClient client = await app.ConnectAsync();

        await client.GetAsync(headers: "Connection: close\r\n");

        Assert.Contains("bye", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory, OnBothTransports]
    public async Task Handler_ClientHasSentItsFin_CanStillAnswer(Transport transport)
    {
        await using TransportApp app = await StartHandlerAsync(transport, async connection =>
        {
            long length = 0;
            while (true)
            {
                ReadResult read = await connection.Transport.Input.ReadAsync();
                length += read.Buffer.Length;
                connection.Transport.Input.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    break;
                }
            }

            await connection.Transport.Output.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"{length}"));
        });
        using RawClient client = await app.ConnectAsync();
        await client.SendAsync(new byte[100_000]);

        client.ShutDown();

        Assert.Equal("100000", await client.ReadToEndAsync());
    }

    [Theory, OnBothTransports]
    public async Task Handler_CompletesItsOutput_EndsTheConnectionAndItsInput(Transport transport)
    {
        var ended = new TaskCompletionSource<Exception?>();
        await using TransportApp app = await StartHandlerAsync(transport, async connection =>
        {
            await connection.Transport.Output.WriteAsync("bye"u8.ToArray());
            await connection.Transport.Output.CompleteAsync();
            ended.SetResult(await Record.ExceptionAsync(async () =>
            {
                ReadResult read = await connection.Transport.Input.ReadAsync();
                Assert.True(read.IsCompleted);
            }));
        });
        using RawClient client = await app.ConnectAsync();

        Assert.Equal("bye", await client.ReadToEndAsync());

        Assert.IsType<ConnectionAbortedException>(await ended.Task.Within());
    }

    [Theory, OnBothTransports]
    public async Task Handler_ConnectionIsReset_SeesItsOutputCompleted(Transport transport)
    {
        var reset = new TaskCompletionSource();
        var completed = new TaskCompletionSource();
        await using TransportApp app = await StartHandlerAsync(transport, async connection =>
        {
            await reset.Task;
            while (!(await connection.Transport.Output.WriteAsync(new byte[100])).IsCompleted)
            {
                await Task.Delay(5);
            }

            completed.SetResult();
        });
        using RawClient client = await app.ConnectAsync();

        client.Reset();
        reset.SetResult();

        await completed.Task.Within();
    }

    [Theory, OnBothTransports]
    public async Task Handler_AbortsWithAReason_ReadThrowsIt(Transport transport)
    {
        var thrown = new TaskCompletionSource<Exception?>();
        await using TransportApp app = await StartHandlerAsync(transport, async connection =>
        {
            ReadResult read = await connection.Transport.Input.ReadAsync();
            connection.Transport.Input.AdvanceTo(read.Buffer.End);
            ValueTask<ReadResult> reading = connection.Transport.Input.ReadAsync();
            connection.Abort(new ConnectionAbortedException("my reason"));
            thrown.SetResult(await Record.ExceptionAsync(async () => await reading));
        });
        using RawClient client = await app.ConnectAsync();
        await client.SendAsync("a");

        Assert.Equal(0, await client.DrainAsync());

        Assert.Equal("my reason", Assert.IsType<ConnectionAbortedException>(await thrown.Task.Within()).Message);
    }

    [Theory, OnBothTransports]
    public async Task Handler_ReturnsWithUnreadInput_EndsTheConnection(Transport transport)
    {
        await using TransportApp app = await StartHandlerAsync(transport, _ => Task.CompletedTask, sockets: 4096);
        using RawClient client = await app.ConnectAsync();
        Task sending = Record.ExceptionAsync(() => client.SendAsync(new byte[10_000_000])).AsTask();

        await client.DrainAsync();

        await sending.Within();
        await Waiting.Until(() => app.Log.Any(entry => entry.Event.Name == "ConnectionStop"));
    }

    [Theory, OnBothTransports]
    public async Task Handler_Echoes_GivesBackWhatComes(Transport transport)
    {
        await using TransportApp app = await StartHandlerAsync(transport, async connection =>
        {
            while (true)
            {
                ReadResult read = await connection.Transport.Input.ReadAsync();
                await connection.Transport.Output.WriteAsync(read.Buffer.ToArray());
                connection.Transport.Input.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    return;
                }
            }
        });
        using RawClient client = await app.ConnectAsync();
        for (int i = 0; i < 500; i++)
        {
            string text = new((char)('a' + (i % 26)), (i * 37) + 1);
            await client.SendAsync(text);
            Assert.Equal(text, await client.ReadAsync(text.Length));
        }

        client.ShutDown();
        Assert.Equal("", await client.ReadToEndAsync());
    }

    private static Task<TransportApp> StartAsync(Transport transport, bool isRewritten, TaskCompletionSource closed, RequestDelegate serve) =>
        TransportApp.StartAsync(
            transport,
            context =>
            {
                context.Features.GetRequiredFeature<IConnectionLifetimeFeature>().ConnectionClosed.Register(closed.SetResult);
                return serve(context);
            },
            listen =>
            {
                if (isRewritten)
                {
                    RewrittenTransport.Use(listen);
                }
            });

    private static Task<TransportApp> StartHandlerAsync(Transport transport, ConnectionDelegate handle, long? sockets = null) =>
        TransportApp.StartAsync(
            transport,
            _ => Task.CompletedTask,
            listen => listen.Use(_ => handle),
            sockets: options => options.MaxReadBufferSize = sockets ?? options.MaxReadBufferSize);
}
