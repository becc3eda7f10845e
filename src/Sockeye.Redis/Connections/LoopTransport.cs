using RESPite.Transports;
using Sockeye.EventLoops;

namespace Sockeye.Redis.Connections;

/// <summary>
/// A connection to Redis on an event loop. The thread that waits for data also reads and handles it. What is written in a turn of the loop
/// is sent in one piece at its end.
/// </summary>
#pragma warning disable SER009 // A custom transport is an experimental feature of StackExchange.Redis 3.4.
internal sealed class LoopTransport(LoopSocket socket) : DuplexTransport, IThreadPoolWorkItem
{
    private const int BufferSize = 4 * 1024;
    private const int ReceiveBufferSize = 64 * 1024;
    private const int LargestKeptBuffer = 256 * 1024;

    private readonly Lock _gate = new();
    private byte[] _staged = new byte[BufferSize];
    private int _stagedCount;
    private byte[] _outgoing = new byte[BufferSize];
    private int _outgoingCount;
    private byte[] _spare = new byte[BufferSize];
    private bool _isSending;
    private volatile bool _isClosed;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(ref _staged, _stagedCount, Math.Max(sizeHint, 1));
        return _staged.AsMemory(_stagedCount);
    }

    public override void Advance(int count) => _stagedCount += count;

    public override bool Flush()
    {
        bool isFirst;
        lock (_gate)
        {
            if (_isClosed)
            {
                _stagedCount = 0;
                return false;
            }

            Reserve(ref _outgoing, _outgoingCount, _stagedCount);
            _staged.AsSpan(0, _stagedCount).CopyTo(_outgoing.AsSpan(_outgoingCount));
            _outgoingCount += _stagedCount;
            isFirst = !_isSending && _outgoingCount > 0;
            _isSending = _isSending || isFirst;
        }

        _stagedCount = 0;
        ShrinkLarge(ref _staged);
        if (isFirst)
        {
            EventLoop.Defer(this);
        }

        return true;
    }

    public override void Start(TransportReceiver receiver) => _ = Task.Run(() => ReceiveAsync(receiver));

    public override ValueTask DisposeAsync()
    {
        Close();
        return default;
    }

    void IThreadPoolWorkItem.Execute() => _ = SendAsync();

    private static void Reserve(ref byte[] buffer, int used, int more)
    {
        if (buffer.Length - used < more)
        {
            Array.Resize(ref buffer, (int)Math.Min(Array.MaxLength, Math.Max(used + (long)more, buffer.Length * 2L)));
        }
    }

    private static void ShrinkLarge(ref byte[] unused)
    {
        if (unused.Length > LargestKeptBuffer)
        {
            unused = new byte[BufferSize];
        }
    }

    private async Task SendAsync()
    {
        try
        {
            while (TryTake(out var bytes))
            {
                await socket.SendAsync(bytes);
            }
        }
        catch (Exception)
        {
            // The reader notices it and ends the connection. Otherwise further writes would follow a gap.
            Close();
        }
    }

    private bool TryTake(out ReadOnlyMemory<byte> bytes)
    {
        lock (_gate)
        {
            bytes = _outgoing.AsMemory(0, _outgoingCount);
            (_outgoing, _spare) = (_spare, _outgoing);
            ShrinkLarge(ref _outgoing);
            _outgoingCount = 0;
            _isSending = !bytes.IsEmpty;
            return _isSending;
        }
    }

    private async Task ReceiveAsync(TransportReceiver receiver)
    {
        var buffer = new byte[ReceiveBufferSize];
        Exception? fault = null;
        try
        {
            while (true)
            {
                await socket.ReadableAsync();
                var count = socket.Receive(buffer);
                if (count == 0 || (count > 0 && !receiver.OnReceived(buffer.AsSpan(0, count))))
                {
                    break;
                }

                receiver.OnBatchEnd();
            }
        }
        catch (Exception exception)
        {
            fault = exception;
        }

        Close();
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        receiver.OnClosed(fault);
    }

    private void Close()
    {
        _isClosed = true;
        socket.Close(resets: false);
    }
}
