using Microsoft.Extensions.Logging;

namespace Sockeye.Client.Tests.Connections;

public sealed class ClosingTests
{
    private readonly TestClock _clock = new();
    private readonly FakeNetwork _network = new();

    [Fact]
    public async Task DisconnectAsync_ServerDoesNotAnswer_EndsInTimeAndLeavesANewConnectionAlone()
    {
        await using var client = _network.CreateClient(_clock);
        var stuck = await _network.ConnectAsync(client.Of());
        stuck.AnswersGoodbye = false;
        var closing = client.DisconnectAsync();
        await Waiting.Until(() => stuck.IsClosed);
        client.Of().Connect();
        await Waiting.Until(() => _network.Count == 2);
        var attempt = _network.Live[^1];
        attempt.Accept();
        await attempt.Socket.WelcomeAsync();
        await Waiting.Until(() => client.Of().Connected);
        Assert.False(closing.IsCompleted);

        _clock.Advance(TimeSpan.FromSeconds(5));

        await closing.Within();
        Assert.True(stuck.IsDisposed);
        Assert.True(attempt.IsLive);
        Assert.True(client.Of().Connected);
    }

    [Fact]
    public async Task DisposeAsync_CableIsPulled_EndsWithinTheTimeToClose()
    {
        var client = _network.CreateClient(_clock, static options => options.CloseTimeout = TimeSpan.FromSeconds(2));
        var server = await _network.ConnectAsync(client.Of());
        server.AnswersGoodbye = false;
        var disposing = client.DisposeAsync().AsTask();
        await Waiting.Until(() => server.IsClosed);
        Assert.False(disposing.IsCompleted);

        _clock.Advance(TimeSpan.FromSeconds(2));

        await disposing.Within();
        Assert.Empty(_network.Live);
        await Waiting.Until(() => _clock.Due.Count == 0);
    }

    [Fact]
    public async Task DisconnectAsync_Cancelled_ClosesAtOnce()
    {
        await using var client = _network.CreateClient(_clock);
        var server = await _network.ConnectAsync(client.Of());
        server.AnswersGoodbye = false;
        using var cancel = new CancellationTokenSource();
        var closing = client.DisconnectAsync(cancel.Token);
        await cancel.CancelAsync();

        await closing.Within();
        Assert.True(server.IsDisposed);
    }

    [Fact]
    public async Task DisconnectAsync_CancelledAfterTheGoodbye_ClosesAtOnce()
    {
        await using var client = _network.CreateClient(_clock);
        var server = await _network.ConnectAsync(client.Of());
        server.AnswersGoodbye = false;
        using var cancel = new CancellationTokenSource();
        var closing = client.DisconnectAsync(cancel.Token);
        await Waiting.Until(() => server.IsClosed);
        await cancel.CancelAsync();

        await closing.Within();
        Assert.True(server.IsDisposed);
        Assert.Empty(_network.Live);
    }

    [Fact]
    public async Task DisposeAsync_Twice_Ends()
    {
        var client = _network.CreateClient(_clock);
        await _network.ConnectAsync(client.Of());
        await Task.WhenAll(client.DisposeAsync().AsTask(), client.DisposeAsync().AsTask()).Within();
        client.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await client.Of().EmitAsync("event"));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await client.Of().EmitWithAckAsync<int>("event"));
    }

    [Fact]
    public async Task Emit_HeartbeatIsOverdue_GivesTheConnectionUpAndKeepsTheOrder()
    {
        await using var client = _network.CreateClient(_clock);
        var socket = client.Of();
        var server = await _network.ConnectAsync(socket);
        var reasons = new Inbox<string>();
        socket.OnDisconnect(reason => reasons.Add(reason.Name));

        // The machine slept: no timer has fired, and a ping of before is read late.
        _clock.Skip(TimeSpan.FromSeconds(50));
        await socket.EmitAsync("first");
        server.Send("2");
        await socket.EmitAsync("second");

        Assert.Equal(DisconnectReason.PingTimeout, await reasons.NextAsync());

        // Told in the same step that sets the time of the next attempt: that step is over when the client answers. Another timer is that of the goodbye.
        Assert.Equal(2, socket.SendBufferCount);
        _clock.Advance(TimeSpan.FromSeconds(5));
        await Waiting.Until(() => _network.Count == 2);
        var attempt = await _network.NextAsync();
        attempt.Accept();
        await attempt.Socket.WelcomeAsync();
        Assert.Equal("""42["first"]""", await attempt.Socket.NextAsync());
        Assert.Equal("""42["second"]""", await attempt.Socket.NextAsync());
    }

    [Fact]
    public async Task Logger_ThatWaitsForAnotherThread_DoesNotHoldUpTheClient()
    {
        using var logger = new WaitingLogger();
        await using var client = _network.CreateClient(_clock, options => options.LoggerFactory = logger);
        logger.Look = () => client.Of().SendBufferCount;
        client.Of().AuthFactory = static _ => throw new InvalidOperationException("no token");
        client.Of().Connect();
        (await _network.NextAsync()).Refuse();
        await _clock.UntilItWaitsAsync();
        _clock.Advance(TimeSpan.FromSeconds(5));
        var attempt = await _network.NextAsync();
        attempt.Accept();
        await Waiting.Until(() => _clock.Due.Count == 2);
        attempt.Socket.Cut();
        await Waiting.Until(() => logger.Count >= 4);

        Assert.Equal(0, logger.Held);
    }

    [Fact]
    public async Task Parser_ThatCannotMakeADecoder_FailsTheAttemptOnly()
    {
        await using var client = _network.CreateClient(_clock, static options =>
        {
            options.Parser = new BrokenParser(canBegin: false);
            options.Timeout = Timeout.InfiniteTimeSpan;
        });
        client.Of().Connect();
        (await _network.NextAsync()).Accept();
        await _clock.UntilItWaitsAsync();
        _clock.Advance(TimeSpan.FromSeconds(5));

        await _network.NextAsync();
    }

    [Fact]
    public async Task Parser_ThatCannotDecode_IsAParseError()
    {
        using var log = new TestLog();
        await using var client = _network.CreateClient(_clock, options =>
        {
            options.Parser = new BrokenParser(canBegin: true);
            options.LoggerFactory = log;
        });
        var errors = new Inbox<string>();
        client.OnClose(reason => errors.Add(reason.Name));
        client.Of().AuthFactory = static async token =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return null;
        };
        client.Of().Connect();
        var attempt = await _network.NextAsync();
        attempt.Accept();
        attempt.Socket.Send("""40{"sid":"id"}""");

        Assert.Equal(DisconnectReason.ParseError, await errors.NextAsync());
        await log.FindAsync("The parser in the options has failed.");
    }

    [Fact]
    public async Task Log_AddressWithSecrets_DoesNotShowThem()
    {
        using var log = new TestLog();
        await using var client = new SocketIOClient("http://user:password@server.test/?token=secret", options =>
        {
            options.Transports = [ClientTransport.WebSocket];
            options.ConnectWebSocket = _network.ConnectAsync;
            options.TimeProvider = _clock;
            options.LoggerFactory = log;
        });
        client.Of().Connect();
        (await _network.NextAsync()).Refuse();

        var line = await log.FindAsync("No connection to http://");
        Assert.DoesNotContain("secret", line.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("password", line.Text, StringComparison.Ordinal);
    }

    private sealed class WaitingLogger : ILoggerFactory, ILogger
    {
        private int _held;
        private int _count;

        public Func<int>? Look { get; set; }

        public int Held => Volatile.Read(ref _held);

        public int Count => Volatile.Read(ref _count);

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel)
        {
            Wait();
            return true;
        }

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Wait();
            Interlocked.Increment(ref _count);
        }

        public void Dispose()
        {
        }

        private void Wait()
        {
            if (Look is { } look && !Task.Run(look).Wait(TimeSpan.FromSeconds(3)))
            {
                Interlocked.Increment(ref _held);
            }
        }
    }

    private sealed class BrokenParser(bool canBegin) : Sockeye.Protocol.SocketIO.PacketParser
    {
        public override Sockeye.Protocol.SocketIO.PacketDecoder CreateDecoder(Sockeye.Protocol.SocketIO.PacketDecoderOptions options) =>
            canBegin ? new BrokenDecoder() : throw new InvalidOperationException("The parser is broken.");

        public override Sockeye.Protocol.SocketIO.EncodedForm Encode(in Sockeye.Protocol.SocketIO.Packet packet, System.Buffers.IBufferWriter<byte> output) =>
            throw new InvalidOperationException("The parser is broken.");
    }

    private sealed class BrokenDecoder : Sockeye.Protocol.SocketIO.PacketDecoder
    {
        public override bool IsIncomplete => false;

        public override Sockeye.Protocol.SocketIO.DecodeStatus Decode(ReadOnlySpan<byte> data, bool isBinary, out Sockeye.Protocol.SocketIO.Packet packet) =>
            throw new InvalidOperationException("The decoder is broken.");

        public override void Reset()
        {
        }
    }
}
