using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace Sockeye.Client.Transports;

/// <summary>
/// Reads all available data at once for a WebSocket, which would otherwise read frame by frame. It has a buffer only from the arrival of
/// data until all of the data is taken, so a waiting connection holds none.
/// </summary>
/// <remarks>
/// One read at a time. <see cref="AfterRead"/> begins at the end of an asynchronous read, because the callback of the stream below has
/// nothing else to do on its thread.
/// </remarks>
[SuppressMessage("Reliability", "CA2012", Justification = "Each step is consumed once, when it has ended.")]
internal sealed class ReadAhead : IValueTaskSource<int>
{
    private const int BufferBytes = 8 * 1024;

    private readonly Stream _inner;
    private readonly Action _goOn;
    private ManualResetValueTaskSourceCore<int> _read;
    private ConfiguredValueTaskAwaitable<int>.ConfiguredValueTaskAwaiter _step; // waits for data if there is no buffer, else reads into it
    private Memory<byte> _asked;
    private ReadOnlyMemory<byte> _unread;
    private byte[]? _buffer;

    /// <param name="inner">The stream to read from.</param>
    /// <param name="rest">The bytes that were already read from it.</param>
    public ReadAhead(Stream inner, ReadOnlyMemory<byte> rest)
    {
        _inner = inner;
        _unread = rest;
        _goOn = GoOn;
    }

    /// <summary>Whether data has been read that was not taken yet.</summary>
    public bool HasUnread => !_unread.IsEmpty;

    /// <summary>
    /// Reads. With an empty buffer it waits until there is data, or the end. Only the end of the stream below ends it early.
    /// </summary>
    public ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        if (HasUnread)
        {
            return new ValueTask<int>(Take(buffer));
        }

        _step = _inner.ReadAsync(Memory<byte>.Empty, CancellationToken.None).ConfigureAwait(false).GetAwaiter();
        if (_step.IsCompleted && TryEnd())
        {
            AfterRead.HandOver();
            return new ValueTask<int>(Take(buffer));
        }

        _asked = buffer;
        _read.Reset();
        _step.UnsafeOnCompleted(_goOn);
        return new ValueTask<int>(this, _read.Version);
    }

    int IValueTaskSource<int>.GetResult(short token) => _read.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _read.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => _read.OnCompleted(continuation, state, token, flags);

    // A step has ended. With TLS below, another step may be necessary.
    private bool TryEnd()
    {
        try
        {
            do
            {
                var count = _step.GetResult();
                if (_buffer is not null)
                {
                    _unread = _buffer.AsMemory(0, count);
                    return true;
                }

                _buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
                _step = _inner.ReadAsync(_buffer, CancellationToken.None).ConfigureAwait(false).GetAwaiter();
            }
            while (_step.IsCompleted);
            return false;
        }
        catch
        {
            ReturnBuffer();
            throw;
        }
    }

    private void GoOn()
    {
        var after = AfterRead.Begin();
        try
        {
            if (TryEnd())
            {
                _read.SetResult(Take(_asked));
            }
            else
            {
                _step.UnsafeOnCompleted(_goOn);
            }
        }
        catch (Exception exception)
        {
            _read.SetException(exception);
        }
        finally
        {
            after?.End();
        }
    }

    private int Take(Memory<byte> buffer)
    {
        var length = Math.Min(buffer.Length, _unread.Length);
        _unread[..length].CopyTo(buffer);
        _unread = _unread[length..];
        if (_unread.IsEmpty)
        {
            ReturnBuffer();
        }

        return length;
    }

    private void ReturnBuffer()
    {
        _unread = default;
        if (_buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = null;
        }
    }
}
