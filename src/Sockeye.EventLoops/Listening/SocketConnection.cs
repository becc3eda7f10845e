using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Sockeye.EventLoops.Listening;

/// <summary>
/// One connection of the web server: two pipes, and two loops between them and the socket. <see cref="ReceiveAsync"/> reads ahead, so that
/// the end of a client is noticed while its request is handled. <see cref="SendAsync"/> runs inside the flush of the code that writes. The
/// end of the output ends the input too. The end of the input ends the output only if the connection is broken, because a client that sends
/// nothing more may still read.
/// </summary>
internal sealed partial class SocketConnection
    : ConnectionContext, IDuplexPipe, IConnectionIdFeature, IConnectionItemsFeature, IConnectionTransportFeature, IConnectionLifetimeFeature, IConnectionEndPointFeature,
        IConnectionSocketFeature, IMemoryPoolFeature, IEventLoopFeature
{
    private const int LeastRead = 2048;

    private static long _lastId;

    private readonly LoopSocket _socket;
    private readonly ConnectionSettings _settings;
    private readonly Pipe _input;
    private readonly Pipe _output;
    private readonly CancellationTokenSource _closed = new();
    private readonly Lock _gate = new();
    private Task<bool> _receiving = Task.FromResult(false);
    private Task _sending = Task.CompletedTask;
    private TaskCompletionSource<ConnectionUse>? _asked;
    private volatile Exception? _reason;
    private volatile bool _isOutputOver;
    private volatile bool _isWanted;
    private volatile bool _isHandedOver;
    private bool _hasSwitched;

    public SocketConnection(LoopSocket socket, ConnectionSettings settings)
    {
        _socket = socket;
        _settings = settings;
        _input = new Pipe(settings.Input);
        _output = new Pipe(settings.Output);
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
        Features.Set<IEventLoopFeature>(this);
    }

    public Socket Socket => _socket.Socket;

    public MemoryPool<byte> MemoryPool => _settings.Pool;

    public override string ConnectionId { get; set; }

    public override IFeatureCollection Features { get; } = new FeatureCollection(initialCapacity: 16);

    public override IDictionary<object, object?> Items
    {
        get => field ??= new ConnectionItems();
        set;
    }

    public override IDuplexPipe Transport { get; set; }

    PipeReader IDuplexPipe.Input => _input.Reader;

    PipeWriter IDuplexPipe.Output => _output.Writer;

    /// <summary>Whether no code of the application is between the connection and HTTP. Set before the first request.</summary>
    public bool IsOnlyHttp
    {
        get;
        set
        {
            field = value;
            _settings.SpeaksHttp |= value;
        }
    }

    /// <summary>Begins to read and write.</summary>
    public void Start()
    {
        _receiving = ReceiveAsync();
        _sending = SendAsync();
    }

    public override void Abort() => Abort(new ConnectionAbortedException("The application has aborted the connection."));

    public override void Abort(ConnectionAbortedException abortReason)
    {
        Close(abortReason);
        _output.Reader.CancelPendingRead();
    }

    // The middlewares have finished with the connection.
    public override async ValueTask DisposeAsync()
    {
        await _input.Reader.CompleteAsync();
        await _output.Writer.CompleteAsync();
        await _sending;
        await _receiving;
        if (_isHandedOver)
        {
            // For the web server the connection has ended.
            await _input.Writer.CompleteAsync();
            await _output.Reader.CompleteAsync();
            OnClosed();
        }

        _closed.Dispose();
        await base.DisposeAsync();
    }

    /// <returns>Whether it has stopped because the socket is handed over. If not, no more data arrives.</returns>
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
        catch (Exception exception)
        {
            error = Explain(exception);
            Close(error);
            _output.Reader.CancelPendingRead();
        }

        await EndInputAsync(error);
        return false;
    }

    private async ValueTask EndInputAsync(Exception? error)
    {
        await _input.Writer.CompleteAsync(_reason ?? error);

        // Callbacks that are registered there belong to the application, and may be slow.
        var closed = new TaskCompletionSource();
        ThreadPool.UnsafeQueueUserWorkItem(
            static state =>
            {
                state.connection.OnClosed();
                state.closed.SetResult();
            },
            (connection: this, closed),
            preferLocal: false);
        await closed.Task;
    }

    private async ValueTask<bool> FillAsync()
    {
        PipeWriter input = _input.Writer;
        bool waits = true;
        while (!_isWanted)
        {
            if (!_settings.WaitsForData)
            {
                input.GetMemory(LeastRead);
            }

            if (waits)
            {
                await _socket.ReadableAsync();
            }

            if (_isWanted)
            {
                break;
            }

            int received = _socket.Receive(input.GetSpan(LeastRead));
            if (received < 0)
            {
                waits = true;
                continue;
            }

            if (received == 0)
            {
                Log.ConnectionReadFin(_settings.Logger, ConnectionId);
                return false;
            }

            input.Advance(received);
            ValueTask<FlushResult> flush = input.FlushAsync();

            // Data that arrives during a pause wakes only the pause.
            waits = flush.IsCompleted;
            FlushResult flushed = waits ? await flush : await PauseAsync(flush.AsTask());
            if (flushed.IsCompleted)
            {
                return false;
            }
        }

        return true;
    }

    // What has arrived is not being read, so nothing more is read from the socket. A reset behind it is noticed only here.
    private async ValueTask<FlushResult> PauseAsync(Task<FlushResult> resumed)
    {
        Log.ConnectionPause(_settings.Logger, ConnectionId);
        _ = resumed.ContinueWith(
            static (_, socket) => ((LoopSocket)socket!).WakeReader(), _socket, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        while (!resumed.IsCompleted)
        {
            await _socket.ReadableAsync();
            if (!resumed.IsCompleted && Socket.Poll(0, SelectMode.SelectError))
            {
                throw new SocketException((int)SocketError.ConnectionReset);
            }
        }

        Log.ConnectionResume(_settings.Logger, ConnectionId);
        return await resumed;
    }

    private async Task SendAsync()
    {
        Exception? error = null;
        try
        {
            if (await DrainAsync())
            {
                return;
            }
        }
        catch (Exception exception)
        {
            error = Explain(exception);
        }

        EndOutput(error);
    }

    /// <returns>Whether it has stopped because the socket is handed over. If not, nothing more is written.</returns>
    private async ValueTask<bool> DrainAsync()
    {
        PipeReader output = _output.Reader;
        while (true)
        {
            ReadResult read = await output.ReadAsync();
            ReadOnlySequence<byte> bytes = read.Buffer;
            if (!bytes.IsEmpty)
            {
                _hasSwitched = IsSwitch(bytes);
                await SocketSender.SendAsync(_socket, bytes);
                output.AdvanceTo(bytes.End);
            }
            else
            {
                output.AdvanceTo(bytes.Start);
            }

            if (read.IsCompleted || (read.IsCanceled && _reason is not null))
            {
                return false;
            }

            if (read.IsCanceled && _asked is { } asked)
            {
                ConnectionUse use = Decide();
                asked.TrySetResult(use);
                if (use == ConnectionUse.TakeOver)
                {
                    return true;
                }
            }
        }
    }

    private void EndOutput(Exception? error)
    {
        Close(error);
        _output.Reader.Complete();
        _isOutputOver = true;
        Interlocked.MemoryBarrier();
        _asked?.TrySetResult(ConnectionUse.LeaveAlone);

        // The input may be paused.
        _input.Writer.CancelPendingFlush();
    }

    private void Close(Exception? error)
    {
        lock (_gate)
        {
            if (_reason is not null || _isHandedOver)
            {
                return;
            }

            // Before the socket is closed, because closing wakes code that reads the reason.
            _reason = error ?? new ConnectionAbortedException("The server has ended the connection.");
        }

        bool resets = error is not null && !_settings.FinOnError;
        Log.ConnectionEnds(_settings.Logger, ConnectionId, resets ? "RST" : "FIN", _reason.Message);
        _socket.Close(resets);
    }

    private Exception Explain(Exception exception)
    {
        switch (exception)
        {
            case SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.Shutdown }:
                if (_reason is null)
                {
                    Log.ConnectionReset(_settings.Logger, ConnectionId);
                }

                return new ConnectionResetException(exception.Message, exception);
            case SocketException or ObjectDisposedException:
                if (_reason is null)
                {
                    Log.ConnectionError(_settings.Logger, ConnectionId, exception.Message);
                }

                return exception;
            default:
                Log.ConnectionFailed(_settings.Logger, ConnectionId, exception);
                return exception;
        }
    }

    private void OnClosed()
    {
        try
        {
            _closed.Cancel();
        }
        catch (Exception exception)
        {
            Log.ClosedListenerFailed(_settings.Logger, ConnectionId, exception);
        }
    }
}
