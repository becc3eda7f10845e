using System.Net.Sockets;

namespace Sockeye.EventLoops.Listening;

/// <summary>Writes to a socket: at once where it takes everything, which is nearly always, and else as soon as it does.</summary>
/// <remarks>A broken connection is no exception here, as the web server expects it: whoever reads notices, and tells it.</remarks>
internal sealed class SocketOutput(LoopSocket socket) : Stream
{
    private volatile bool _isBroken;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int sent = TrySend(buffer.Span);
        return _isBroken || sent == buffer.Length ? default : SendAsync(buffer[sent..], cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    // Only where the web server gives a connection up with something unwritten. A client that does not read is not waited for.
    public override void Write(byte[] buffer, int offset, int count) => TrySend(buffer.AsSpan(offset, count));

    private int TrySend(ReadOnlySpan<byte> buffer)
    {
        if (_isBroken)
        {
            return 0;
        }

        try
        {
            int sent = socket.Socket.Send(buffer, SocketFlags.None, out SocketError error);
            _isBroken = error is not SocketError.Success and not SocketError.WouldBlock;
            return error == SocketError.Success ? sent : 0;
        }
        catch (ObjectDisposedException)
        {
            _isBroken = true;
            return 0;
        }
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            await socket.SendAsync(buffer, cancellationToken);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            _isBroken = true;
        }
    }
}
