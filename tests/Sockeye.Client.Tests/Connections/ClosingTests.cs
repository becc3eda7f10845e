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
        await _clock.UntilItWaitsAsync();
        _clock.Advance(TimeSpan.FromSeconds(5));
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
            options.Parser = new BrokenParser();
            options.Timeout = TimeSpan.FromSeconds(1);
        });
        client.Of().Connect();
        (await _network.NextAsync()).Accept();
        await Waiting.Until(() => _clock.Due.Count == 2);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await _clock.UntilItWaitsAsync();
        _clock.Advance(TimeSpan.FromSeconds(5));

        await _network.NextAsync();
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

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (Look is { } look && !Task.Run(look).Wait(TimeSpan.FromSeconds(3)))
            {
                Interlocked.Increment(ref _held);
            }

            Interlocked.Increment(ref _count);
        }

        public void Dispose()
        {
        }
    }

    private sealed class BrokenParser : Sockeye.Protocol.SocketIO.PacketParser
    {
        public override Sockeye.Protocol.SocketIO.PacketDecoder CreateDecoder(Sockeye.Protocol.SocketIO.PacketDecoderOptions options) =>
            throw new InvalidOperationException("The parser is broken.");

        public override Sockeye.Protocol.SocketIO.EncodedForm Encode(in Sockeye.Protocol.SocketIO.Packet packet, System.Buffers.IBufferWriter<byte> output) =>
            throw new InvalidOperationException("The parser is broken.");
    }
}
