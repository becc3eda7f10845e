using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Sockeye.EventLoops.Tests.Fixture;

/// <summary>A connection whose bytes go through a function on their way out, and through another on their way in.</summary>
internal sealed class RewrittenTransport : IDuplexPipe, IAsyncDisposable
{
    private readonly RewritingStream _stream;

    public RewrittenTransport(IDuplexPipe inner, Func<byte, byte> received, Func<byte, byte> sent)
    {
        _stream = new RewritingStream(inner.Input.AsStream(leaveOpen: true), inner.Output.AsStream(leaveOpen: true), received, sent);
        Input = PipeReader.Create(_stream, new StreamPipeReaderOptions(leaveOpen: true));
        Output = PipeWriter.Create(_stream, new StreamPipeWriterOptions(leaveOpen: true));
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    public async ValueTask DisposeAsync()
    {
        await Input.CompleteAsync();
        await Output.CompleteAsync();
        await _stream.DisposeAsync();
    }

    /// <summary>Adds it to an endpoint.</summary>
    public static void Use(ListenOptions listen, Func<byte, byte>? received = null, Func<byte, byte>? sent = null, bool yields = false) =>
        listen.Use(next => async (ConnectionContext connection) =>
        {
            if (yields)
            {
                await Task.Yield();
            }

            IDuplexPipe inner = connection.Transport;
            await using var rewritten = new RewrittenTransport(inner, received ?? Same, sent ?? Same);
            connection.Transport = rewritten;
            try
            {
                await next(connection);
            }
            finally
            {
                connection.Transport = inner;
            }
        });

    private static byte Same(byte value) => value;

    private sealed class RewritingStream(Stream input, Stream output, Func<byte, byte> received, Func<byte, byte> sent) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int count = await input.ReadAsync(buffer, cancellationToken);
            for (int i = 0; i < count; i++)
            {
                buffer.Span[i] = received(buffer.Span[i]);
            }

            return count;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            byte[] bytes = buffer.ToArray();
            for (int i = 0; i < bytes.Length; i++)
            {
                bytes[i] = sent(bytes[i]);
            }

            return output.WriteAsync(bytes, cancellationToken);
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override Task FlushAsync(CancellationToken cancellationToken) => output.FlushAsync(cancellationToken);

        public override void Flush() => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
