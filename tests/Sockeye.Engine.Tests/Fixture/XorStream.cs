using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Sockeye.Engine.Tests.Fixture;

/// <summary>Changes every byte on its way, both ways.</summary>
internal sealed class XorStream(Stream inner) : Stream, IDuplexPipe
{
    private const byte Key = 0x5a;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public PipeReader Input => field ??= PipeReader.Create(this);

    public PipeWriter Output => field ??= PipeWriter.Create(this);

    /// <summary>A connection middleware that has the web server read and write changed bytes.</summary>
    /// <param name="wraps">Whether it gives the web server another connection, rather than change what the one has.</param>
    public static Func<ConnectionDelegate, ConnectionDelegate> Middleware(bool wraps) => next => async connection =>
    {
        IDuplexPipe transport = connection.Transport;
        var changed = new XorStream(new DuplexStream(transport));
        if (wraps)
        {
            await next(new WrappedConnection(connection, changed));
            return;
        }

        connection.Transport = changed;
        await next(connection);
        connection.Transport = transport;
    };

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = await inner.ReadAsync(buffer, cancellationToken);
        Change(buffer.Span[..count]);
        return count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        byte[] changed = buffer.ToArray();
        Change(changed);
        await inner.WriteAsync(changed, cancellationToken);
    }

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static void Change(Span<byte> bytes)
    {
        foreach (ref byte value in bytes)
        {
            value ^= Key;
        }
    }

    private sealed class DuplexStream(IDuplexPipe pipe) : Stream
    {
        private readonly Stream _input = pipe.Input.AsStream();
        private readonly Stream _output = pipe.Output.AsStream();

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _input.ReadAsync(buffer, cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => _output.WriteAsync(buffer, cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => _output.FlushAsync(cancellationToken);

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    private sealed class WrappedConnection(ConnectionContext inner, IDuplexPipe transport) : ConnectionContext
    {
        public override IDuplexPipe Transport { get; set; } = transport;

        public override string ConnectionId { get => inner.ConnectionId; set => inner.ConnectionId = value; }

        public override Microsoft.AspNetCore.Http.Features.IFeatureCollection Features => inner.Features;

        public override IDictionary<object, object?> Items { get => inner.Items; set => inner.Items = value; }

        public override CancellationToken ConnectionClosed { get => inner.ConnectionClosed; set => inner.ConnectionClosed = value; }

        public override System.Net.EndPoint? LocalEndPoint { get => inner.LocalEndPoint; set => inner.LocalEndPoint = value; }

        public override System.Net.EndPoint? RemoteEndPoint { get => inner.RemoteEndPoint; set => inner.RemoteEndPoint = value; }

        public override void Abort(ConnectionAbortedException abortReason) => inner.Abort(abortReason);
    }
}
