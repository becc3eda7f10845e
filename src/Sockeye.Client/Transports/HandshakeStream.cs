namespace Sockeye.Client.Transports;

/// <summary>
/// The stream of the HTTP of a WebSocket handshake. When the WebSocket is open, the connection below is taken out. All that HTTP has made
/// for it, two buffers and a pool, is garbage then. No read goes beyond the end of the headers of an answer, so HTTP has no bytes of what
/// follows them.
/// </summary>
internal sealed class HandshakeStream(Stream inner, Action<HandshakeStream> headersRead) : Stream
{
    private const int ReadBytes = 1024;

    private Stream? _inner = inner;
    private byte[] _buffer = [];
    private int _start;
    private int _end;
    private int _matched; // matched bytes of the blank line after the headers

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Takes the connection away from HTTP, after HTTP has read the answer that opens the WebSocket.</summary>
    /// <param name="rest">The bytes of the WebSocket that were already read.</param>
    public Stream Take(out ReadOnlyMemory<byte> rest)
    {
        var taken = _inner ?? throw new ObjectDisposedException(nameof(HandshakeStream));
        _inner = null;
        rest = _buffer.AsMemory(_start, _end - _start);
        return taken;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_start == _end)
        {
            if (buffer.IsEmpty)
            {
                return await Inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            }

            _buffer = _buffer.Length > 0 ? _buffer : new byte[ReadBytes];
            _start = 0;
            _end = await Inner.ReadAsync(_buffer, cancellationToken).ConfigureAwait(false);
        }

        var count = CountToEndOfHeaders(_buffer.AsSpan(_start, Math.Min(_end - _start, buffer.Length)));
        _buffer.AsMemory(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => Inner.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Inner.WriteAsync(buffer, offset, count, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => Inner.FlushAsync(cancellationToken);

    public override void Flush() => Inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private Stream Inner => _inner ?? throw new ObjectDisposedException(nameof(HandshakeStream));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner?.Dispose();
        }

        base.Dispose(disposing);
    }

    private int CountToEndOfHeaders(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            _matched = bytes[i] == "\r\n\r\n"u8[_matched] ? _matched + 1 : bytes[i] == '\r' ? 1 : 0;
            if (_matched == 4)
            {
                _matched = 0;
                headersRead(this);
                return i + 1;
            }
        }

        return bytes.Length;
    }
}
