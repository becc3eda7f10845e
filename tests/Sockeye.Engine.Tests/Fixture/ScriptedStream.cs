using System.Threading.Channels;
using Microsoft.AspNetCore.Http.Features;

namespace Sockeye.Engine.Tests.Fixture;

/// <summary>What a WebSocket is given in the place of the web server's stream: the test says what is read, and when what is written has been.</summary>
internal sealed class ScriptedStream : Stream, IHttpUpgradeFeature
{
    private readonly Channel<Func<byte[]>> _reads = Channel.CreateUnbounded<Func<byte[]>>();
    private byte[] _readable = [];
    private bool _isOver;
    private int _begun;
    private int _pending;

    public bool IsUpgradableRequest => true;

    /// <summary>What is read at any time, without an end, as long as it is set.</summary>
    public byte[]? Flood { get; set; }

    /// <summary>Completes when the thread that has begun to serve the request is free for others.</summary>
    public TaskCompletionSource ThreadIsFree { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gives the end of each write; they end at once if it is not set.</summary>
    public Func<Task>? Writing { get; set; }

    public int WritesBegun => Volatile.Read(ref _begun);

    public int WritesPending => Volatile.Read(ref _pending);

    /// <summary>What the test notes when the request ends.</summary>
    public int PendingAtTheEnd { get; set; } = -1;

    /// <summary>Whether the end has been read.</summary>
    public bool IsRead => Volatile.Read(ref _isOver);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public Task<Stream> UpgradeAsync() => Task.FromResult<Stream>(this);

    /// <summary>The client's bytes; empty for the end of the connection.</summary>
    public void Arrive(byte[] bytes) => _reads.Writer.TryWrite(() => bytes);

    public void Break(Exception exception) => _reads.Writer.TryWrite(() => throw exception);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_readable.Length == 0 && Flood is { } flood)
        {
            _readable = flood;
        }
        else if (_readable.Length == 0 && !_isOver)
        {
            _readable = (await _reads.Reader.ReadAsync(cancellationToken))();
            _isOver = _readable.Length == 0;
        }

        int count = Math.Min(buffer.Length, _readable.Length);
        _readable.AsSpan(0, count).CopyTo(buffer.Span);
        _readable = _readable[count..];
        return count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _begun);
        Interlocked.Increment(ref _pending);
        await (Writing?.Invoke() ?? Task.CompletedTask);
        Interlocked.Decrement(ref _pending);
    }

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
