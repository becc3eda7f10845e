using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sockeye.Engine.Delivery;
using Sockeye.Engine.Sessions;
using Sockeye.Engine.Tests.Fixture;

namespace Sockeye.Engine.Tests.Transports;

public sealed class PollingTransportTests
{
    [Fact]
    public async Task Get_PacketsQueued_AnswersAllJoined()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        handler.Session.Send(EncodedPacket.FromText("a"u8));
        handler.Session.Send(EncodedPacket.FromText("451-[]"u8, [new byte[] { 1, 2, 3 }]));
        handler.Session.Send(EncodedPacket.FromBinary([0xff]));
        handler.Session.Send(EncodedPacket.FromText("häß"u8));
        using HttpResponseMessage response = await app.GetAsync(sid);
        Assert.Equal("text/plain; charset=UTF-8", response.Content.Headers.GetValues("Content-Type").Single());
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.Equal("4a\u001e4451-[]\u001ebAQID\u001eb/w==\u001e4häß", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Send_PollParked_AnswersIt()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        for (int i = 0; i < 10; i++)
        {
            Task<string> poll = app.PollAsync(sid);
            await EngineApp.WhenParked(handler);
            Assert.Equal(SendResult.Queued, handler.Session.Send(EncodedPacket.FromText(Encoding.UTF8.GetBytes($"m{i}"))));
            Assert.Equal($"4m{i}", await poll);
        }
    }

    [Fact]
    public async Task Send_VolatileWithoutPoll_IsDropped()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        Assert.False(handler.Session.IsWritable);
        Assert.Equal(SendResult.Dropped, handler.Session.Send(EncodedPacket.FromText("v"u8), SendFlags.Volatile));
        Task<string> poll = app.PollAsync(sid);
        await EngineApp.WhenParked(handler);
        Assert.Equal(SendResult.Queued, handler.Session.Send(EncodedPacket.FromText("w"u8), SendFlags.Volatile));
        Assert.Equal("4w", await poll);
    }

    [Fact]
    public async Task Get_WhilePollWaits_ClosesSession()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        Task<string> first = app.PollAsync(sid);
        await EngineApp.WhenParked(handler);
        using HttpResponseMessage second = await app.GetAsync(sid);
        Assert.Equal(HttpStatusCode.BadRequest, second.StatusCode);
        Assert.Equal("1", await first);
        Assert.Equal(EngineCloseReason.TransportError, (await handler.Closed.Within()).Reason);
        using HttpResponseMessage third = await app.GetAsync(sid);
        Assert.Contains("Session ID unknown", await third.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(1, handler.ClosedCount);
    }

    [Fact]
    public async Task Get_ClientAbortsWaitingPoll_ClosesSessionOnce()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        using var abort = new CancellationTokenSource();
        Task<HttpResponseMessage> poll = app.Http.GetAsync(EngineApp.Url(sid: sid), abort.Token);
        await EngineApp.WhenParked(handler);
        await abort.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => poll);
        Assert.Equal(EngineCloseReason.TransportError, (await handler.Closed.Within()).Reason);
        Assert.Equal(1, handler.ClosedCount);
        Assert.Equal(SendResult.Closed, handler.Session.Send(EncodedPacket.FromText("x"u8)));
        Assert.Equal(0, app.Server.ClientsCount);
    }

    [Fact]
    public async Task Get_ClientClosesItsConnectionAfterALargeAnswer_SessionLivesOn()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        byte[] large = new byte[300_000];
        large.AsSpan().Fill((byte)'x');
        byte[] request = Encoding.ASCII.GetBytes($"GET {EngineApp.Url(sid: sid)} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        for (int i = 0; i < 200; i++)
        {
            handler.Session.Send(EncodedPacket.FromText(large));
            using RawConnection client = await RawConnection.OpenAsync(app);
            using var reader = new StreamReader(client.Stream, Encoding.ASCII);
            await client.WriteAsync(request);
            Assert.Equal("HTTP/1.1 200 OK", await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10)));
            while (await reader.ReadLineAsync() is { Length: > 0 })
            {
                // the headers
            }

            char[] body = new char[large.Length + 1];
            Assert.Equal(body.Length, await reader.ReadBlockAsync(body.AsMemory()).AsTask().Within());
        }

        handler.Session.Send(EncodedPacket.FromText("still here"u8));
        Assert.Equal("4still here", await app.PollAsync(sid));
    }

    [Fact]
    public async Task Post_Payload_DeliversPacketsInOrder()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        using HttpResponseMessage response = await app.PostAsync(sid, "4one\u001ebAQID\u001e6\u001e4\u001e4zw\u00f6lf\u001ebNA==");
        Assert.Equal("ok", await response.Content.ReadAsStringAsync());
        Assert.Equal("text/html", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(2, response.Content.Headers.ContentLength);
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.Equal("one", await handler.NextTextAsync());
        Assert.Equal([1, 2, 3], await handler.NextBinaryAsync());
        Assert.Equal("", await handler.NextTextAsync());
        Assert.Equal("zwölf", await handler.NextTextAsync());
        Assert.Equal("4"u8.ToArray(), await handler.NextBinaryAsync());
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("4a\u001e")]
    public async Task Post_Undecodable_ClosesSession(string body)
    {
        await using EngineApp app = await EngineApp.StartAsync();
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        using HttpResponseMessage response = await app.PostAsync(sid, body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(EngineCloseReason.ParseError, (await handler.Closed.Within()).Reason);
    }

    [Fact]
    public async Task Post_NotUtf8_IsReadWithReplacementCharacters()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        using HttpResponseMessage response = await app.PostAsync(sid, new ByteArrayContent([.. "4half "u8, 0xed, 0xa0, 0xbd, 0x1e, .. "4after"u8]));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("half \ufffd\ufffd\ufffd", await handler.NextTextAsync());
        Assert.Equal("after", await handler.NextTextAsync());
    }

    [Fact]
    public async Task Post_Base64InLines_IsTakenAsFromTheJavaClient()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        byte[] data = new byte[200];
        new Random(1).NextBytes(data);
        string base64 = Convert.ToBase64String(data, Base64FormattingOptions.InsertLineBreaks).ReplaceLineEndings("\n") + "\n";
        using HttpResponseMessage response = await app.PostAsync(sid, $"b{base64}\u001e4after");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(data, await handler.NextBinaryAsync());
        Assert.Equal("after", await handler.NextTextAsync());
    }

    [Fact]
    public async Task Post_OctetStream_Is400AndClosesSession()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        using var content = new ByteArrayContent([1, 2, 3]);
        content.Headers.ContentType = new("application/octet-stream");
        using HttpResponseMessage response = await app.PostAsync(sid, content);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsStringAsync());
        Assert.Equal(EngineCloseReason.TransportError, (await handler.Closed.Within()).Reason);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Post_OverLimit_Is413AndClosesSession(bool chunked)
    {
        await using EngineApp app = await EngineApp.StartAsync(o => o.MaxPayload = 1000);
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, EngineApp.Url(sid: sid)) { Content = new StringContent(new string('4', 1001)) };
        request.Headers.TransferEncodingChunked = chunked;
        using HttpResponseMessage response = await app.Http.SendAsync(request).Within();
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsStringAsync());
        Assert.Equal((EngineCloseReason.TransportError, "payload too large"), await handler.Closed.Within());
        Assert.False(handler.HasMessage);
    }

    [Fact]
    public async Task Post_OfTheLimit_IsTaken()
    {
        await using EngineApp app = await EngineApp.StartAsync(o => o.MaxPayload = 1000);
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        using HttpResponseMessage exact = await app.PostAsync(sid, new string('4', 1000));
        Assert.Equal(HttpStatusCode.OK, exact.StatusCode);
        Assert.Equal(999, (await handler.NextTextAsync()).Length);
    }

    [Theory]
    [InlineData(9_999, HttpStatusCode.OK)]
    [InlineData(10_001, HttpStatusCode.RequestEntityTooLarge)]
    public async Task Post_InManyChunks_IsTakenUpToTenThousand(int chunks, HttpStatusCode expected)
    {
        await using EngineApp app = await EngineApp.StartAsync(configureApp: app => app.Use((context, next) =>
        {
            if (HttpMethods.IsPost(context.Request.Method))
            {
                context.Request.Body = new OddStream { Chunks = chunks };
            }

            return next(context);
        }));
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        using HttpResponseMessage response = await app.PostAsync(sid, "4x");
        Assert.Equal(expected, response.StatusCode);
        if (expected == HttpStatusCode.OK)
        {
            Assert.Equal(chunks - 1, (await handler.NextTextAsync()).Length);
        }
        else
        {
            Assert.Equal((EngineCloseReason.TransportError, "too many chunks"), await handler.Closed.Within());
        }
    }

    [Fact]
    public async Task Post_StreamOfTheApplicationThrows_ClosesSession()
    {
        await using EngineApp app = await EngineApp.StartAsync(configureApp: app => app.Use((context, next) =>
        {
            if (HttpMethods.IsPost(context.Request.Method))
            {
                context.Request.Body = new OddStream();
            }

            return next(context);
        }));
        app.AllowErrors = true;
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        using HttpResponseMessage response = await app.PostAsync(sid, "4x");
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal(EngineCloseReason.TransportError, (await handler.Closed.Within()).Reason);
        Assert.Contains(app.Errors, static error => error.Contains(OddStream.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Get_StreamOfTheApplicationThrows_ClosesSession(bool isQueued)
    {
        await using EngineApp app = await EngineApp.StartAsync(configureApp: app => app.Use((context, next) =>
        {
            if (context.Request.Query.ContainsKey("sid"))
            {
                context.Response.Body = new OddStream();
            }

            return next(context);
        }));
        app.AllowErrors = true;
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        if (isQueued)
        {
            handler.Session.Send(EncodedPacket.FromText("a"u8));
        }

        Task<HttpResponseMessage> poll = app.GetAsync(sid);
        if (!isQueued)
        {
            await EngineApp.WhenParked(handler);
            handler.Session.Send(EncodedPacket.FromText("a"u8));
        }

        Assert.Equal(EngineCloseReason.TransportError, (await handler.Closed.Within()).Reason);
        Assert.Equal(0, app.Server.ClientsCount);
        await Assert.ThrowsAnyAsync<HttpRequestException>(async () => (await poll).EnsureSuccessStatusCode());
        Assert.Contains(app.Errors, static error => error.Contains(OddStream.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Handshake_StreamOfTheApplicationThrows_LeavesNoSession()
    {
        await using EngineApp app = await EngineApp.StartAsync(configureApp: app => app.Use((context, next) =>
        {
            context.Response.Body = new OddStream();
            return next(context);
        }));
        app.AllowErrors = true;
        await Assert.ThrowsAnyAsync<HttpRequestException>(async () => (await app.Http.GetAsync(EngineApp.Url()).Within()).EnsureSuccessStatusCode());
        Assert.Equal(EngineCloseReason.TransportError, (await (await app.NextSessionAsync()).Closed.Within()).Reason);
        Assert.Equal(0, app.Server.ClientsCount);
    }

    [Fact]
    public async Task Send_MiddlewareBlocksBehindAnAnswer_OthersAreAnswered()
    {
        const int sessions = 16;
        using var free = new ManualResetEventSlim();
        await using EngineApp app = await EngineApp.StartAsync(configureApp: app => app.Use(async (context, next) =>
        {
            await next(context);
            Assert.True(!context.Request.Query.ContainsKey("block") || free.Wait(Waiting.Limit));
        }));
        var clients = new List<(string Sid, RecordingHandler Handler)>();
        for (int i = 0; i < sessions; i++)
        {
            clients.Add(await app.OpenPollingAsync());
        }

        // The first round makes the code ready: in the second one, all are marked before the flush begins.
        await Task.WhenAll(await SendAsync("")).Within();
        Task<string>[] polls = await SendAsync("&block=1");

        Assert.All(await Task.WhenAll(polls[2..]).WaitAsync(Waiting.Limit / 2), static answer => Assert.Equal("4a", answer));
        free.Set();
        await Task.WhenAll(polls).Within();

        async Task<Task<string>[]> SendAsync(string blocking)
        {
            var polls = new List<Task<string>>();
            foreach ((string sid, RecordingHandler handler) in clients)
            {
                polls.Add(app.Http.GetStringAsync(EngineApp.Url(sid: sid) + (polls.Count < 2 ? blocking : "")));
                await EngineApp.WhenParked(handler);
            }

            var packet = EncodedPacket.FromText("a"u8);
            foreach ((_, RecordingHandler handler) in clients)
            {
                handler.Session.Send(packet);
            }

            return [.. polls];
        }
    }

    [Fact]
    public async Task Post_EndlessChunkedBody_IsCutAtTheLimit()
    {
        await using EngineApp app = await EngineApp.StartAsync(o => o.MaxPayload = 100_000);
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        using RawConnection client = await RawConnection.OpenAsync(app);
        await client.WriteAsync($"POST {EngineApp.Url(sid: sid)} HTTP/1.1\r\nHost: {app.BaseUri.Authority}\r\nTransfer-Encoding: chunked\r\n\r\n");
        byte[] chunk = [.. "2710\r\n"u8.ToArray(), .. new byte[10_000], .. "\r\n"u8.ToArray()];
        Task<string> head = new StreamReader(client.Stream).ReadLineAsync(CancellationToken.None).AsTask()!;
        try
        {
            for (int i = 0; i < 1000 && !head.IsCompleted; i++)
            {
                await client.WriteAsync(chunk);
            }
        }
        catch (IOException)
        {
            // The server has closed the connection meanwhile.
        }

        Assert.Contains("413", await head.Within(), StringComparison.Ordinal);
        Assert.Equal((EngineCloseReason.TransportError, "payload too large"), await handler.Closed.Within());
    }

    [Fact]
    public async Task Post_WhilePostRuns_ClosesSession()
    {
        var release = new TaskCompletionSource();
        await using EngineApp app = await EngineApp.StartAsync(onSession: h => h.OnText = _ => new ValueTask(release.Task));
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        Task<HttpResponseMessage> first = app.PostAsync(sid, "4a");
        Assert.Equal("a", await handler.NextTextAsync());
        using HttpResponseMessage second = await app.PostAsync(sid, "4b");
        Assert.Equal(HttpStatusCode.BadRequest, second.StatusCode);
        Assert.Equal(EngineCloseReason.TransportError, (await handler.Closed.Within()).Reason);
        release.SetResult();
        (await first).Dispose();
        Assert.False(handler.HasMessage);
    }

    [Fact]
    public async Task Post_HandlerWaits_NextPacketWaitsToo()
    {
        var release = new TaskCompletionSource();
        await using EngineApp app = await EngineApp.StartAsync(onSession: h => h.OnText = t => t == "a" ? new ValueTask(release.Task) : default);
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        Task<HttpResponseMessage> post = app.PostAsync(sid, "4a\u001e4b");
        Assert.Equal("a", await handler.NextTextAsync());
        Assert.False(handler.HasMessage);
        Assert.False(post.IsCompleted);
        release.SetResult();
        using HttpResponseMessage response = await post;
        Assert.Equal("b", await handler.NextTextAsync());
        Assert.Equal("ok", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Post_ClientAbortsBody_ClosesSession()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        using (RawConnection client = await RawConnection.OpenAsync(app))
        {
            await client.WriteAsync($"POST {EngineApp.Url(sid: sid)} HTTP/1.1\r\nHost: {app.BaseUri.Authority}\r\nContent-Length: 100\r\n\r\n4hal");
        }

        Assert.Equal(EngineCloseReason.TransportError, (await handler.Closed.Within()).Reason);
        Assert.False(handler.HasMessage);
    }

    [Fact]
    public async Task Post_HandlerThrows_ClosesSessionOnly()
    {
        await using EngineApp app = await EngineApp.StartAsync(onSession: h => h.OnText = _ => throw new InvalidOperationException("test"));
        app.AllowErrors = true;
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        (await app.PostAsync(sid, "4a\u001e4b")).Dispose();
        Assert.Equal(EngineCloseReason.ForcedClose, (await handler.Closed.Within()).Reason);
        Assert.Equal("a", await handler.NextTextAsync());
        Assert.False(handler.HasMessage);
        Assert.False(handler.BrokeContract);
    }

    [Fact]
    public async Task Post_Echo_AnswersParkedPoll()
    {
        await using EngineApp app = await EngineApp.StartAsync(onSession: h => h.Echo = true);
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        Task<string> poll = app.PollAsync(sid);
        await EngineApp.WhenParked(handler);
        (await app.PostAsync(sid, "4a\u001e4b")).Dispose();
        Assert.Equal("4a\u001e4b", await poll);
    }

    [Fact]
    public async Task Get_ReaderIsSlow_OnlyOneAnswerIsTakenAtATime()
    {
        await using EngineApp app = await EngineApp.StartAsync(o => o.MaxBufferedBytes = 32 * 1024 * 1024);
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        var big = EncodedPacket.FromText(new byte[16 * 1024 * 1024].AsSpan());
        handler.Session.Send(big);
        using RawConnection client = await RawConnection.OpenAsync(app, receiveBuffer: 4096);
        await client.WriteAsync($"GET {EngineApp.Url(sid: sid)} HTTP/1.1\r\nHost: {app.BaseUri.Authority}\r\n\r\n");
        await client.Stream.ReadExactlyAsync(new byte[100]).AsTask().Within();

        // The first answer is under way and unread: the next poll waits, and what it would take still counts.
        Task<HttpResponseMessage> second = app.GetAsync(sid);
        Assert.Equal(SendResult.Queued, handler.Session.Send(EncodedPacket.FromText("next"u8)));
        Assert.Equal(SendResult.Overflow, handler.Session.Send(big));
        Assert.Equal("slow consumer", (await handler.Closed.Within()).Description);
        (await second).Dispose();
    }

    [Fact]
    public async Task Poll_WriterOfTheApplicationThatReusesItsResult_GetsItTaken()
    {
        ReusedResultWriter? writer = null;
        await using EngineApp app = await EngineApp.StartAsync(configureApp: app => app.Use((context, next) =>
        {
            if (context.Request.Query.ContainsKey("sid"))
            {
                writer = new ReusedResultWriter(context.Features.GetRequiredFeature<IHttpResponseBodyFeature>());
                context.Features.Set<IHttpResponseBodyFeature>(writer.Feature);
            }

            return next(context);
        }));
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        handler.Session.Send(EncodedPacket.FromText("a"u8));

        Assert.Equal("4a", await app.PollAsync(sid));

        // The client has the answer before its writer has its own.
        await Waiting.Until(() => writer!.Taken > 0);
        Assert.Equal((1, 1), (writer!.Flushes, writer.Taken));
    }
}
