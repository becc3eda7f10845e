using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Sockeye.Engine.Sessions;
using Sockeye.Engine.Tests.Fixture;

namespace Sockeye.Engine.Tests.Http;

/// <summary>The web server's limits do not show through.</summary>
public sealed class RequestLimitsTests
{
    private const int NodesLimit = 16 * 1024;

    [Fact]
    public async Task Get_RequestLineOfNodesLimit_IsServed()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        string line = $"GET {EngineApp.Url()}&token= HTTP/1.1\r\n";
        string token = new('t', NodesLimit - line.Length);

        using HttpResponseMessage response = await app.Http.GetAsync($"{EngineApp.Url()}&token={token}").Within();
        using HttpResponseMessage beyond = await app.Http.GetAsync($"{EngineApp.Url()}&token={token}t").Within();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(token, (await app.NextSessionAsync()).Session.Handshake.Query["token"]);
        Assert.Equal(HttpStatusCode.RequestUriTooLong, beyond.StatusCode);
    }

    [Theory]
    [InlineData(9000, 1 << 20, 9000)]
    [InlineData(20_000, 1 << 20, 20_000)]
    [InlineData(null, 12_000, 8192)] // Kestrel wants a buffer that is not smaller than the line
    public async Task RequestLine_SetByTheApplication_StaysAsItIs(int? size, int buffer, int expected)
    {
        KestrelServerLimits? limits = null;
        await using EngineApp app = await EngineApp.StartAsync(configureServices: services => services.Configure<KestrelServerOptions>(kestrel =>
        {
            limits = kestrel.Limits;
            limits.MaxRequestLineSize = size ?? limits.MaxRequestLineSize;
            limits.MaxRequestBufferSize = buffer;
            limits.MaxRequestHeadersTotalSize = Math.Min(limits.MaxRequestHeadersTotalSize, buffer);
        }));

        Assert.Equal(expected, limits!.MaxRequestLineSize);
    }

    [Fact]
    public async Task WebSocket_ReaderIsSlow_HasNoMinimumRate()
    {
        IHttpMinResponseDataRateFeature? rate = null;
        await using EngineApp app = await EngineApp.StartAsync(transport: TestTransport.Sockets, configureApp: app => app.Use((context, next) =>
        {
            rate = context.Features.Get<IHttpMinResponseDataRateFeature>();
            return next(context);
        }));
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app);
        Assert.NotNull(rate);
        Assert.Null(rate.MinDataRate);
    }

    [Fact]
    public async Task Post_BodyStalls_HasNoMinimumRate()
    {
        IHttpMinRequestBodyDataRateFeature? rate = null;
        await using EngineApp app = await EngineApp.StartAsync(configureApp: app => app.Use((context, next) =>
        {
            rate = context.Features.Get<IHttpMinRequestBodyDataRateFeature>();
            return next(context);
        }));
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        using RawConnection client = await PostAsync(app, sid, "4hel", length: 6);

        await Waiting.Until(() => rate is { MinDataRate: null });

        await client.WriteAsync("lo");
        Assert.Equal("hello", await handler.NextTextAsync());
        Assert.StartsWith("HTTP/1.1 200", await ReadAsync(client), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_BodyStallsForThirtySeconds_TimesOutAndClosesSession()
    {
        var time = new FakeTimeProvider();
        await using EngineApp app = await EngineApp.StartAsync(o => o.PingInterval = TimeSpan.FromMinutes(5), time);
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        int timers = app.Server.Timers.Count;
        using RawConnection client = await PostAsync(app, sid, "4hel", length: 6);
        await Waiting.Until(() => app.Server.Timers.Count > timers);

        Task<string> answer = ReadAsync(client);
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(answer.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1.1));

        string response = await answer;
        Assert.StartsWith("HTTP/1.1 408", response, StringComparison.Ordinal);
        Assert.Contains("Connection: close", response, StringComparison.Ordinal);
        Assert.Equal((EngineCloseReason.TransportError, "http request timeout"), await handler.Closed.Within());
        Assert.False(handler.HasMessage);
    }

    [Fact]
    public async Task Post_BodyDrips_TimesOutAllTheSame()
    {
        var limit = TimeSpan.FromSeconds(10);
        var time = new FakeTimeProvider();
        await using EngineApp app = await EngineApp.StartAsync(
            o =>
            {
                o.PingInterval = TimeSpan.FromMinutes(5);
                o.HttpRequestBodyTimeout = limit;
            },
            time);
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        int timers = app.Server.Timers.Count;
        using RawConnection client = await PostAsync(app, sid, "4hel", length: 100);
        await Waiting.Until(() => app.Server.Timers.Count > timers);
        for (int i = 0; i < 9; i++)
        {
            await client.WriteAsync("x");
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(EngineSessionState.Open, handler.Session.State);
        time.Advance(TimeSpan.FromSeconds(1.1));
        Assert.Equal((EngineCloseReason.TransportError, "http request timeout"), await handler.Closed.Within());
    }

    // Who is in a tunnel then must not hold up a server that is being closed.
    [Fact]
    public async Task Post_SessionEndsWhileTheBodyStalls_IsAnswered()
    {
        await using EngineApp app = await EngineApp.StartAsync(time: new FakeTimeProvider());
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        int timers = app.Server.Timers.Count;
        using RawConnection client = await PostAsync(app, sid, "4hel", length: 6);
        await Waiting.Until(() => app.Server.Timers.Count > timers);

        Task<string> poll = app.PollAsync(sid);
        await EngineApp.WhenParked(handler);
        handler.Session.Close();

        Assert.Equal("1", await poll);
        Assert.StartsWith("HTTP/1.1 408", await ReadAsync(client), StringComparison.Ordinal);
    }

    // Middlewares of the application go on behind the time-out: they may block, and time-outs of all sessions are served by one timer.
    [Fact]
    public async Task Post_BodyTimesOutInAStreamOfTheApplication_HoldsNoTimerUp()
    {
        using var free = new ManualResetEventSlim();
        var time = new FakeTimeProvider();
        await using EngineApp app = await EngineApp.StartAsync(
            o => o.PingInterval = TimeSpan.FromMinutes(5),
            time,
            configureApp: app => app.Use(async (context, next) =>
            {
                bool isPost = HttpMethods.IsPost(context.Request.Method);
                if (isPost)
                {
                    context.Request.Body = new StallingStream();
                }

                await next(context);
                Assert.True(!isPost || free.Wait(Waiting.Limit));
            }));
        (string sid, _) = await app.OpenPollingAsync();
        int timers = app.Server.Timers.Count;
        Task<HttpResponseMessage> posting = app.PostAsync(sid, "4hello");
        await Waiting.Until(() => app.Server.Timers.Count > timers);

        await Task.Run(() => time.Advance(TimeSpan.FromSeconds(30.1))).WaitAsync(Waiting.Limit / 2);

        free.Set();
        using HttpResponseMessage response = await posting;
        Assert.Equal(HttpStatusCode.RequestTimeout, response.StatusCode);
    }

    [Fact]
    public async Task Post_StreamOfTheApplicationFailsAtTheEndOfTheSession_EndsTheSessionAllTheSame()
    {
        await using EngineApp app = await EngineApp.StartAsync(
            time: new FakeTimeProvider(),
            configureApp: app => app.Use((context, next) =>
            {
                if (HttpMethods.IsPost(context.Request.Method))
                {
                    context.Request.Body = new StallingStream { Fails = true };
                }

                return next(context);
            }));
        app.AllowErrors = true;
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        int timers = app.Server.Timers.Count;
        Task<HttpResponseMessage> posting = app.PostAsync(sid, "4hello");
        await Waiting.Until(() => app.Server.Timers.Count > timers);
        Task<string> poll = app.PollAsync(sid);
        await EngineApp.WhenParked(handler);

        handler.Session.Close();

        Assert.Equal(EngineCloseReason.ForcedClose, (await handler.Closed.Within()).Reason);
        Assert.Equal("1", await poll);
        using HttpResponseMessage response = await posting.Within();
        Assert.Equal(HttpStatusCode.RequestTimeout, response.StatusCode);
    }

    private static async Task<RawConnection> PostAsync(EngineApp app, string sid, string begun, int length)
    {
        RawConnection client = await RawConnection.OpenAsync(app);
        await client.WriteAsync($"POST {EngineApp.Url(sid: sid)} HTTP/1.1\r\nHost: {app.BaseUri.Authority}\r\nContent-Length: {length}\r\n\r\n{begun}");
        return client;
    }

    private static async Task<string> ReadAsync(RawConnection client)
    {
        byte[] buffer = new byte[4096];
        return Encoding.ASCII.GetString(buffer, 0, await client.Stream.ReadAsync(buffer).Within());
    }

    // Nothing comes, and who waits goes on at once on the thread that cancels.
    private sealed class StallingStream : Stream
    {
        public bool Fails { get; init; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var never = new TaskCompletionSource<int>();
            using CancellationTokenRegistration registration = cancellationToken.Register(() => never.TrySetCanceled(cancellationToken));
            using CancellationTokenRegistration failing = cancellationToken.Register(() =>
            {
                if (Fails)
                {
                    throw new InvalidOperationException("The stream fails.");
                }
            });
            return await never.Task;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
