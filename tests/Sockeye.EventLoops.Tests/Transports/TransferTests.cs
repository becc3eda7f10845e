using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sockeye.EventLoops.Tests.Fixture;
using Sockeye.Tests.Support;

namespace Sockeye.EventLoops.Tests.Transports;

/// <summary>Much is sent, in both directions, and the one who is faster is held up.</summary>
public sealed class TransferTests
{
    private const int Large = 20 * 1024 * 1024;

    [Theory, OnBothTransports]
    public async Task Upload_Large_ArrivesWhole(Transport transport)
    {
        await using TransportApp app = await TransportApp.StartAsync(transport, async context =>
        {
            byte[] buffer = new byte[1024 * 1024];
            long total = 0;
            while (await context.Request.Body.ReadAsync(buffer) is > 0 and int count)
            {
                for (int i = 0; i < count; i++)
                {
                    if (buffer[i] != (byte)(total + i))
                    {
                        throw new InvalidOperationException($"wrong at {total + i}");
                    }
                }

                total += count;
            }

            await context.Response.WriteAsync($"{total}");
        });
        using RawClient client = await app.ConnectAsync();
        await client.PostAsync(Large, headers: "Connection: close\r\n");
        byte[] block = [.. Enumerable.Range(0, 1024 * 1024).Select(i => (byte)i)];
        for (int i = 0; i < Large / block.Length; i++)
        {
            await client.SendAsync(block);
        }

        Assert.Contains($"\r\n{Large}\r\n", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    // More than an int counts.
    [Theory, OnBothTransports]
    public async Task Upload_OfMoreThanTwoGigabytes_ArrivesWhole(Transport transport)
    {
        const long Length = (long)int.MaxValue + 1;
        await using TransportApp app = await TransportApp.StartAsync(transport, async context =>
        {
            context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
            byte[] buffer = new byte[1024 * 1024];
            long total = 0;
            while (await context.Request.Body.ReadAsync(buffer) is > 0 and int count)
            {
                total += count;
            }

            await context.Response.WriteAsync($"{total}");
        });
        using RawClient client = await app.ConnectAsync();
        await client.PostAsync(Length, headers: "Connection: close\r\n");
        byte[] block = new byte[4 * 1024 * 1024];
        for (long sent = 0; sent < Length; sent += block.Length)
        {
            await client.SendAsync(block);
        }

        Assert.Contains($"\r\n{Length}\r\n", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory, OnBothTransports(1024, 20), OnBothTransports(1024 * 1024, 20), OnBothTransports(Large, 1)]
    public async Task Download_Large_ArrivesWhole(Transport transport, int block, int count)
    {
        byte[] bytes = [.. Enumerable.Range(0, block).Select(i => (byte)(i * 7))];
        await using TransportApp app = await TransportApp.StartAsync(transport, async context =>
        {
            context.Response.ContentLength = block * (long)count;
            for (int i = 0; i < count; i++)
            {
                await context.Response.BodyWriter.WriteAsync(bytes);
            }
        });
        using RawClient client = await app.ConnectAsync();
        for (int request = 0; request < 3; request++)
        {
            await client.GetAsync();
            await client.ReadHeadAsync();
            byte[] read = new byte[block];
            for (int i = 0; i < count; i++)
            {
                await client.Stream.ReadExactlyAsync(read).Within();
                Assert.True(read.AsSpan().SequenceEqual(bytes));
            }
        }
    }

    [Theory, OnBothTransports(false), OnBothTransports(true)]
    public async Task Download_ReaderIsSlow_ArrivesWhole(Transport transport, bool isRewritten)
    {
        byte[] block = new byte[100_000];
        Random.Shared.NextBytes(block);
        await using TransportApp app = await TransportApp.StartAsync(
            transport,
            async context =>
            {
                context.Response.ContentLength = 50 * block.Length;
                for (int i = 0; i < 50; i++)
                {
                    await context.Response.Body.WriteAsync(block);
                }
            },
            listen =>
            {
                if (isRewritten)
                {
                    RewrittenTransport.Use(listen);
                }
            });
        using RawClient client = await app.ConnectAsync(receiveBuffer: 4096);
        await client.GetAsync();
        await client.ReadHeadAsync();
        byte[] read = new byte[block.Length];
        for (int i = 0; i < 50; i++)
        {
            await client.Stream.ReadExactlyAsync(read).Within();
            Assert.True(read.AsSpan().SequenceEqual(block));
        }
    }

    [Theory]
    [OnBothTransports(4096, true)]
    [OnBothTransports(16 * 1024, true)]
    [OnBothTransports(1024 * 1024, true)]
    [OnBothTransports(5 * 1024 * 1024, true)]
    [OnBothTransports(Large - 1, false)]
    [OnBothTransports(Large, false)]
    [OnBothTransports(null, false)]
    public async Task Upload_NobodyReads_IsHeldUpAtTheBound(Transport transport, int? bound, bool isHeldUp)
    {
        var go = new TaskCompletionSource();
        await using TransportApp app = await TransportApp.StartAsync(
            transport,
            async context =>
            {
                await go.Task;
                long total = 0;
                byte[] buffer = new byte[64 * 1024];
                while (await context.Request.Body.ReadAsync(buffer) is > 0 and int count)
                {
                    total += count;
                }

                await context.Response.WriteAsync($"{total}");
            },
            kestrel: options =>
            {
                options.Limits.MinRequestBodyDataRate = null;
                options.Limits.MaxRequestBufferSize = bound;
                options.Limits.MaxRequestLineSize = Math.Min(options.Limits.MaxRequestLineSize, bound ?? int.MaxValue);
                options.Limits.MaxRequestHeadersTotalSize = Math.Min(options.Limits.MaxRequestHeadersTotalSize, bound ?? int.MaxValue);
            },
            sockets: options => options.MaxReadBufferSize = bound);
        using RawClient client = await app.ConnectAsync();
        await client.PostAsync(Large, headers: "Connection: close\r\n");
        long sent = 0;
        Task sending = Task.Run(async () =>
        {
            byte[] block = new byte[4096];
            while (Interlocked.Read(ref sent) < Large)
            {
                await client.Stream.WriteAsync(block);
                Interlocked.Add(ref sent, block.Length);
            }
        });
        if (isHeldUp)
        {
            await TransportApp.UntilStill(() => Interlocked.Read(ref sent));
            Assert.InRange(Interlocked.Read(ref sent), bound!.Value - 4096, Large - 1);
        }
        else
        {
            await sending.Within();
        }

        go.SetResult();
        await sending.Within();
        Assert.Contains($"\r\n{Large}\r\n", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory, OnBothTransports]
    public async Task Download_NobodyReads_IsHeldUpAtTheBound(Transport transport)
    {
        long written = 0;
        await using TransportApp app = await TransportApp.StartAsync(
            transport,
            async context =>
            {
                context.Response.ContentLength = Large;
                byte[] block = new byte[8192];
                for (int i = 0; i < Large / block.Length; i++)
                {
                    await context.Response.Body.WriteAsync(block);
                    Interlocked.Add(ref written, block.Length);
                }
            },
            kestrel: options => options.Limits.MinResponseDataRate = null);
        using RawClient client = await app.ConnectAsync(receiveBuffer: 4096);
        await client.GetAsync();
        await client.ReadHeadAsync();
        await TransportApp.UntilStill(() => Interlocked.Read(ref written));
        Assert.InRange(Interlocked.Read(ref written), 8192, Large - 8192);

        await client.ReadAsync(Large);
    }

    [Theory, OnBothTransports(-1), OnBothTransports(0)]
    public async Task Download_OutputHasNoBound_IsNotHeldUp(Transport transport, int bound)
    {
        var written = new TaskCompletionSource();
        await using TransportApp app = await TransportApp.StartAsync(
            transport,
            async context =>
            {
                context.Response.ContentLength = Large;
                byte[] block = new byte[8192];
                for (int i = 0; i < Large / block.Length; i++)
                {
                    await context.Response.Body.WriteAsync(block);
                }

                written.SetResult();
            },
            kestrel: options =>
            {
                options.Limits.MinResponseDataRate = null;
                options.Limits.MaxResponseBufferSize = null;
            },
            sockets: options => options.MaxWriteBufferSize = bound < 0 ? null : bound);
        using RawClient client = await app.ConnectAsync(receiveBuffer: 4096);
        await client.GetAsync();
        await written.Task.Within();
        await client.ReadHeadAsync();
        await client.ReadAsync(Large);
    }

    [Theory, OnBothTransports]
    public async Task Echo_ClientReadsAndWritesAtATime_ArrivesWhole(Transport transport)
    {
        await using TransportApp app = await TransportApp.StartAsync(transport, async context =>
        {
            context.Response.ContentLength = context.Request.ContentLength;
            await context.Request.Body.CopyToAsync(context.Response.Body);
        });
        using RawClient client = await app.ConnectAsync();
        byte[] bytes = new byte[Large];
        Random.Shared.NextBytes(bytes);
        await client.PostAsync(Large);
        Task sending = client.SendAsync(bytes);
        await client.ReadHeadAsync();
        byte[] read = new byte[Large];
        await client.Stream.ReadExactlyAsync(read).Within();
        await sending;
        Assert.True(read.AsSpan().SequenceEqual(bytes));
    }

    [Theory, OnBothTransports]
    public async Task Requests_Pipelined_AreAnsweredInOrder(Transport transport)
    {
        await using TransportApp app = await TransportApp.StartAsync(transport, context => context.Response.WriteAsync($"<{context.Request.Query["n"]}>"));
        using RawClient client = await app.ConnectAsync();
        await client.SendAsync(string.Concat(Enumerable.Range(0, 1000).Select(i =>
            $"GET /?n={i} HTTP/1.1\r\nHost: localhost\r\n{(i == 999 ? "Connection: close\r\n" : "")}\r\n")));
        string all = await client.ReadToEndAsync();
        Assert.Equal(Enumerable.Range(0, 1000), Regex.Matches(all, "<([0-9]+)>").Select(match => int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)));
    }

    [Theory, OnBothTransports]
    public async Task Requests_ByteByByte_AreAnswered(Transport transport)
    {
        await using TransportApp app = await TransportApp.StartAsync(transport, context => context.Response.WriteAsync("yes"));
        using RawClient client = await app.ConnectAsync();
        foreach (char c in "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        {
            await client.SendAsync($"{c}");
        }

        Assert.Contains("yes", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory, OnBothTransports]
    public async Task Requests_OfTwoConnections_AreServedAtATime(Transport transport)
    {
        int requests = 0;
        var second = new TaskCompletionSource();
        await using TransportApp app = await TransportApp.StartAsync(transport, async _ =>
        {
            if (Interlocked.Increment(ref requests) == 1)
            {
                await second.Task.Within();
            }
            else
            {
                second.SetResult();
            }
        });
        using RawClient one = await app.ConnectAsync();
        using RawClient two = await app.ConnectAsync();
        await one.GetAsync();
        await two.GetAsync();
        Assert.StartsWith("HTTP/1.1 200", await one.ReadHeadAsync(), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200", await two.ReadHeadAsync(), StringComparison.Ordinal);
    }

    [Theory, OnBothTransports]
    public async Task Requests_OfOneConnection_KeepItAlive(Transport transport)
    {
        await using TransportApp app = await TransportApp.StartAsync(transport, context => context.Response.WriteAsync(context.Connection.Id));
        using RawClient client = await app.ConnectAsync();
        string? first = null;
        for (int i = 0; i < 100; i++)
        {
            await client.GetAsync(headers: "Accept: */*\r\n");
            string head = await client.ReadHeadAsync();
            Assert.Contains("Transfer-Encoding: chunked", head, StringComparison.Ordinal);
            string length = await client.ReadAsync(2);
            Assert.Equal("d\r", length);
            string id = (await client.ReadAsync(1 + 13 + 2 + 5))[1..14];
            Assert.Equal(first ??= id, id);
        }
    }

    [Theory, OnBothTransports]
    public async Task Upgrade_OfTheProtocol_CarriesBytesBothWays(Transport transport)
    {
        var ended = new TaskCompletionSource();
        await using TransportApp app = await TransportApp.StartAsync(transport, async context =>
        {
            await using Stream stream = await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
            byte[] buffer = new byte[4096];
            while (await stream.ReadAsync(buffer) is > 0 and int count)
            {
                await stream.WriteAsync(buffer.AsMemory(0, count));
            }

            ended.SetResult();
        });
        using RawClient client = await app.ConnectAsync();
        await client.GetAsync(headers: "Connection: Upgrade\r\nUpgrade: echo\r\n");
        Assert.StartsWith("HTTP/1.1 101", await client.ReadHeadAsync(), StringComparison.Ordinal);
        for (int i = 0; i < 100; i++)
        {
            await client.SendAsync($"{i:000}");
            Assert.Equal($"{i:000}", await client.ReadAsync(3));
        }

        client.ShutDown();
        await ended.Task.Within();
        Assert.Equal("", await client.ReadToEndAsync());
    }
}
