using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace Sockeye.EventLoops.Listening;

/// <summary>
/// One connection of the web server. It reads ahead into a pipe, so that a client that goes away is noticed while its request is served; what is written goes to the
/// socket at once.
/// </summary>
internal sealed partial class SocketConnection
    : ConnectionContext, IDuplexPipe, IConnectionIdFeature, IConnectionItemsFeature, IConnectionTransportFeature, IConnectionLifetimeFeature, IConnectionEndPointFeature,
        IConnectionSocketFeature, IMemoryPoolFeature, ISocketHandover
{
    private const int LeastRead = 2048;

    private static long _lastId;

    private readonly LoopSocket _socket;
    private readonly Pipe _input;
    private readonly PipeWriter _output;
    private readonly bool _handsOver;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _closed = new();
    private Task<bool> _receiving = Task.FromResult(false);
    private ConnectionAbortedException? _aborted;
    private volatile bool _isWanted;
    private bool _isHandedOver;

    public SocketConnection(LoopSocket socket, MemoryPool<byte> pool, SocketTransportOptions options, bool handsOver, ILogger logger)
    {
        _socket = socket;
        MemoryPool = pool;
        _handsOver = handsOver;
        _logger = logger;
        long most = options.MaxReadBufferSize ?? 0;

        // The application never runs on the thread that reads: it may block.
        _input = new Pipe(new PipeOptions(pool, PipeScheduler.ThreadPool, PipeScheduler.ThreadPool, most, most / 2, useSynchronizationContext: false));
        _output = PipeWriter.Create(new SocketOutput(socket), new StreamPipeWriterOptions(pool));
        ConnectionId = Interlocked.Increment(ref _lastId).ToString("X13", CultureInfo.InvariantCulture);
        ConnectionClosed = _closed.Token;
        LocalEndPoint = Socket.LocalEndPoint;
        RemoteEndPoint = Socket.RemoteEndPoint;
        Transport = this;
        Features.Set<IConnectionIdFeature>(this);
        Features.Set<IConnectionItemsFeature>(this);
        Features.Set<IConnectionTransportFeature>(this);
        Features.Set<IConnectionLifetimeFeature>(this);
        Features.Set<IConnectionEndPointFeature>(this);
        Features.Set<IConnectionSocketFeature>(this);
        Features.Set<IMemoryPoolFeature>(this);
        Features.Set<ISocketHandover>(this);
    }

    public Socket Socket => _socket.Socket;

    public MemoryPool<byte> MemoryPool { get; }

    public override string ConnectionId { get; set; }

    public override IFeatureCollection Features { get; } = new FeatureCollection(initialCapacity: 16);

    public override IDictionary<object, object?> Items
    {
        get => field ??= new ConnectionItems();
        set;
    }

    public override IDuplexPipe Transport { get; set; }

    PipeReader IDuplexPipe.Input => _input.Reader;

    PipeWriter IDuplexPipe.Output => _output;

    /// <summary>Begins to read.</summary>
    public void Start() => _receiving = ReceiveAsync();

    // With TLS or another connection middleware the web server reads and writes something else.
    public bool IsPossible => _handsOver && Transport == this;

    public async ValueTask<HandedOverSocket?> TakeAsync()
    {
        _isWanted = true;
        _input.Writer.CancelPendingFlush();
        _socket.WakeReader();
        if (!await _receiving)
        {
            return null;
        }

        byte[] received = [];
        while (_input.Reader.TryRead(out ReadResult result) && !result.Buffer.IsEmpty)
        {
            received = [.. received, .. result.Buffer.ToArray()];
            _input.Reader.AdvanceTo(result.Buffer.End);
        }

        // What has come may have been told already.
        _socket.WakeReader();
        _isHandedOver = true;
        return new HandedOverSocket(_socket, received);
    }

    public override void Abort() => Abort(new ConnectionAbortedException());

    public override void Abort(ConnectionAbortedException abortReason)
    {
        if (_isHandedOver)
        {
            return;
        }

        _aborted = abortReason;

        _socket.Close(resets: true);
    }

    public override async ValueTask DisposeAsync()
    {
        if (!_isHandedOver)
        {
            _socket.Close(resets: false);
            await _receiving;
        }

        await _input.Writer.CompleteAsync();
        await _input.Reader.CompleteAsync();
        await base.DisposeAsync();
    }

    /// <returns>Whether it has stopped for the socket to be handed over; otherwise the connection is over.</returns>
    private async Task<bool> ReceiveAsync()
    {
        Exception? error = null;
        try
        {
            if (await FillAsync())
            {
                return true;
            }
        }
        catch (SocketException exception)
        {
            Log.ReceiveFailed(_logger, ConnectionId, exception.Message);
            error = exception.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown
                ? new ConnectionResetException(exception.Message, exception)
                : exception;
        }
        catch (ObjectDisposedException exception)
        {
            error = exception;
        }

        await _input.Writer.CompleteAsync(_aborted ?? error);

        // What is registered there is the web server's, and may take its time.
        ThreadPool.UnsafeQueueUserWorkItem(static connection => connection.OnClosed(), this, preferLocal: false);
        return false;
    }

    private async ValueTask<bool> FillAsync()
    {
        while (!_isWanted)
        {
            // Idle, a connection owns no buffer.
            await _socket.ReadableAsync();
            if (_isWanted)
            {
                break;
            }

            int received = _socket.Receive(_input.Writer.GetSpan(LeastRead));
            if (received < 0)
            {
                continue;
            }

            if (received == 0)
            {
                return false;
            }

            _input.Writer.Advance(received);
            FlushResult flushed = await _input.Writer.FlushAsync();
            if (flushed.IsCompleted)
            {
                return false;
            }
        }

        return true;
    }

    private void OnClosed()
    {
        try
        {
            _closed.Cancel();
        }
        catch (Exception exception)
        {
            Log.ClosedHandlerFailed(_logger, ConnectionId, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(71, LogLevel.Debug, "Connection {ConnectionId} broke: {Message}", EventName = "ReceiveFailed")]
        public static partial void ReceiveFailed(ILogger logger, string connectionId, string message);

        [LoggerMessage(72, LogLevel.Error, "What waited for connection {ConnectionId} to close threw.", EventName = "ConnectionClosedFailed")]
        public static partial void ClosedHandlerFailed(ILogger logger, string connectionId, Exception exception);
    }
}
