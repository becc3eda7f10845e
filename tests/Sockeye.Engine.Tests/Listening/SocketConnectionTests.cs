using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sockeye.Engine.Tests.Fixture;

namespace Sockeye.Engine.Tests.Listening;

/// <summary>What is no WebSocket is served as on Kestrel's own sockets.</summary>
public sealed class SocketConnectionTests
{
    [Fact]
    public async Task Request_ClientGoesAway_IsAborted()
    {
        var aborted = new TaskCompletionSource();
        await using EngineApp app = await StartAsync(async context =>
        {
            context.RequestAborted.Register(aborted.SetResult);
            await aborted.Task;
        });
        using (RawConnection client = await RawConnection.OpenAsync(app))
        {
            await client.WriteAsync("GET /test HTTP/1.1\r\nHost: localhost\r\n\r\n");
            client.Socket.Shutdown(SocketShutdown.Both);
        }

        await aborted.Task.Within();
    }

    [Fact]
    public async Task Response_SlowReader_GetsAllOfIt()
    {
        const int Length = 20_000_000;
        byte[] block = new byte[100_000];
        Random.Shared.NextBytes(block);
        await using EngineApp app = await StartAsync(async context =>
        {
            context.Response.ContentLength = Length;
            for (int i = 0; i < Length / block.Length; i++)
            {
                await context.Response.Body.WriteAsync(block);
            }
        });
        using HttpResponseMessage response = await app.Http.GetAsync("/test", HttpCompletionOption.ResponseHeadersRead).Within();
        using Stream body = await response.Content.ReadAsStreamAsync();
        byte[] read = new byte[block.Length];
        for (int i = 0; i < Length / block.Length; i++)
        {
            await body.ReadExactlyAsync(read).AsTask().Within();
            Assert.Equal(block, read);
        }

        Assert.Equal(0, await body.ReadAsync(read));
    }

    [Fact]
    public async Task Body_NobodyReads_IsHeldBack()
    {
        var go = new TaskCompletionSource();
        long length = 0;
        await using EngineApp app = await StartAsync(async context =>
        {
            context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
            await go.Task;
            byte[] buffer = new byte[64 * 1024];
            while (await context.Request.Body.ReadAsync(buffer) is > 0 and var count)
            {
                length += count;
            }
        });
        using RawConnection client = await RawConnection.OpenAsync(app);
        const int Total = 40_000_000;
        Stream stream = client.Stream;
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /test HTTP/1.1\r\nHost: localhost\r\nContent-Length: {Total}\r\n\r\n"));
        byte[] block = new byte[1_000_000];
        int sent = 0;
        Task sending = Task.Run(async () =>
        {
            while (sent < Total)
            {
                await stream.WriteAsync(block);
                sent += block.Length;
            }
        });
        await Waiting.Until(() => sent > 0);
        Assert.False(sending.IsCompleted);
        go.SetResult();
        await sending.Within();
        byte[] answer = new byte[12];
        await stream.ReadExactlyAsync(answer).AsTask().Within();
        Assert.Equal("HTTP/1.1 200", Encoding.ASCII.GetString(answer));
        Assert.Equal(Total, length);
    }

    [Fact]
    public async Task Requests_Pipelined_AreAnsweredInOrder()
    {
        await using EngineApp app = await StartAsync(context => context.Response.WriteAsync($"<{context.Request.Query["n"]}>"));
        using RawConnection client = await RawConnection.OpenAsync(app);
        for (int i = 0; i < 100; i++)
        {
            await client.WriteAsync($"GET /test?n={i} HTTP/1.1\r\nHost: localhost\r\n{(i == 99 ? "Connection: close\r\n" : "")}\r\n");
        }

        using var reader = new StreamReader(client.Stream);
        string all = await reader.ReadToEndAsync().Within();
        Assert.Equal(Enumerable.Range(0, 100), Regex.Matches(all, "<([0-9]+)>").Select(match => int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Connection_Aborted_IsReset()
    {
        await using EngineApp app = await StartAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        await Assert.ThrowsAsync<HttpRequestException>(() => app.Http.GetAsync("/test").Within());
    }

    [Fact]
    public async Task Connection_OfAnyRequest_KnowsItsEnds()
    {
        await using EngineApp app = await StartAsync(context =>
            context.Response.WriteAsync($"{context.Connection.RemoteIpAddress} {context.Connection.LocalPort} {context.Connection.Id}"));
        string[] answer = (await app.Http.GetStringAsync("/test").Within()).Split(' ');
        Assert.Equal(IPAddress.Loopback.ToString(), answer[0]);
        Assert.Equal($"{app.BaseUri.Port}", answer[1]);
        Assert.NotEmpty(answer[2]);
    }

    private static Task<EngineApp> StartAsync(RequestDelegate serve) =>
        EngineApp.StartAsync(configureApp: app => app.Map("/test", branch => branch.Run(serve)));
}
