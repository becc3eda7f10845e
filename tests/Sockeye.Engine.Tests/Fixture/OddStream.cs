namespace Sockeye.Engine.Tests.Fixture;

/// <summary>A stream that an application has put in the place of a body. It gives one byte at a time, and fails in its own way where it has nothing to give, or is written to.</summary>
internal sealed class OddStream : Stream
{
    public const string Message = "The stream is odd on purpose.";

    private int _read;

    /// <summary>How many bytes are read one by one; if none, reading fails.</summary>
    public int Chunks { get; init; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Chunks == 0)
        {
            throw new InvalidOperationException(Message);
        }

        if (buffer.IsEmpty || _read == Chunks)
        {
            return ValueTask.FromResult(0);
        }

        _read++;
        buffer.Span[0] = (byte)'4';
        return ValueTask.FromResult(1);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw new InvalidOperationException(Message);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new InvalidOperationException(Message);

    public override void Flush() => throw new InvalidOperationException(Message);

    public override Task FlushAsync(CancellationToken cancellationToken) => throw new InvalidOperationException(Message);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
