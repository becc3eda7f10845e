using System.Buffers;

namespace Sockeye.Client.Transports;

/// <summary>
/// The stream below a WebSocket. On it, the frames of many messages leave in one write and arrive with one read. Each call of
/// <see cref="WriteAsync(ReadOnlyMemory{byte}, CancellationToken)"/> is a whole frame, which is not split: a frame of the transport, or a
/// pong that the WebSocket sends by itself.
/// </summary>
/// <remarks>
/// Frames are put into the buffer in the order in which they come, and one call at a time writes the buffer. So their order on the wire is
/// the same.
/// </remarks>
internal sealed class FrameStream(Stream inner, ReadOnlyMemory<byte> rest) : Stream
{
    private const int MaxGathered = 64 * 1024;

    private readonly Lock _gate = new();
    private readonly ReadAhead _reading = new(inner, rest);
    private ArrayBufferWriter<byte>? _gathered;
    private Task _writing = Task.CompletedTask;
    private bool _isWriting; // stays set if a write has failed: the stream cannot be used then
    private bool _isHeld;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Whether data has been read that the WebSocket has not taken yet.</summary>
    public bool HasUnread => _reading.HasUnread;

    /// <summary>Collects frames from now on, up to a limit, until <see cref="ReleaseAsync"/>.</summary>
    public void Hold()
    {
        lock (_gate)
        {
            _isHeld = true;
        }
    }

    /// <summary>Writes the collected frames.</summary>
    public Task ReleaseAsync()
    {
        lock (_gate)
        {
            _isHeld = false;
            return _isWriting || _gathered is null ? _writing : Start(default);
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (!_isHeld && !_isWriting && _gathered is null)
            {
                return new ValueTask(Start(buffer));
            }

            _gathered ??= new ArrayBufferWriter<byte>(Math.Max(buffer.Length, 1024));
            _gathered.Write(buffer.Span);
            if (_isWriting)
            {
                return new ValueTask(_writing);
            }

            return _isHeld && _gathered.WrittenCount < MaxGathered ? ValueTask.CompletedTask : new ValueTask(Start(default));
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // The token is not needed, because disposing of the stream ends a read.
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _reading.ReadAsync(buffer);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // Each write is passed on whole, or is held on purpose.
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    // Under the lock.
    private Task Start(ReadOnlyMemory<byte> first)
    {
        _isWriting = true;
        return _writing = WriteAllAsync(first);
    }

    // The flag is cleared in the same step that finds nothing gathered. A thread that adds a frame later finds the flag cleared and starts
    // to write itself.
    private async Task WriteAllAsync(ReadOnlyMemory<byte> next)
    {
        if (!next.IsEmpty)
        {
            await inner.WriteAsync(next, CancellationToken.None).ConfigureAwait(false);
        }

        while (true)
        {
            lock (_gate)
            {
                next = _gathered?.WrittenMemory ?? default;
                _gathered = null;
                if (next.IsEmpty)
                {
                    _isWriting = false;
                    return;
                }
            }

            await inner.WriteAsync(next, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
