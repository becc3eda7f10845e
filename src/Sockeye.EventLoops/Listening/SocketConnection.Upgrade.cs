using System.Buffers;

namespace Sockeye.EventLoops.Listening;

/// <content>How a connection, or one direction of it, leaves the web server.</content>
internal sealed partial class SocketConnection
{
    public async ValueTask<UpgradedConnection> UpgradeAsync()
    {
        var asked = new TaskCompletionSource<ConnectionUse>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Interlocked.CompareExchange(ref _asked, asked, null) is not null)
        {
            return default;
        }

        // The output loop decides, behind everything that has been flushed so far. Either it sees this request, or this code sees that it
        // has ended: each of the two writes its own field before it reads the other's.
        if (_isOutputOver)
        {
            return default;
        }

        _output.Reader.CancelPendingRead();
        return await asked.Task switch
        {
            ConnectionUse.TakeOver => await TakeAsync(),
            ConnectionUse.WriteDirectly => new UpgradedConnection(ConnectionUse.WriteDirectly, _socket, default),
            _ => default,
        };
    }

    private static bool IsSwitch(in ReadOnlySequence<byte> bytes)
    {
        ReadOnlySpan<byte> status = "HTTP/1.1 101"u8;
        if (bytes.FirstSpan.Length >= status.Length)
        {
            return bytes.FirstSpan.StartsWith(status);
        }

        var reader = new SequenceReader<byte>(bytes);
        return reader.IsNext(status);
    }

    // The answer of HTTP reached the socket unchanged, so bytes that are written instead are not changed either. It is not enough that the
    // transport is this object, because a middleware may have given HTTP another connection.
    private ConnectionUse Decide() =>
        !_hasSwitched || Transport != this ? ConnectionUse.LeaveAlone
        : IsOnlyHttp && !_settings.IsCounted ? ConnectionUse.TakeOver
        : ConnectionUse.WriteDirectly;

    // The output loop has stopped. Now the input loop stops.
    private async ValueTask<UpgradedConnection> TakeAsync()
    {
        _isWanted = true;
        _input.Writer.CancelPendingFlush();
        _socket.WakeReader();
        bool isOpen = await _receiving;
        lock (_gate)
        {
            _isHandedOver = isOpen && _reason is null;
        }

        if (!_isHandedOver)
        {
            EndOutput(error: null);
            if (isOpen)
            {
                // The connection was aborted after the input loop had stopped.
                await EndInputAsync(error: null);
            }

            return default;
        }

        byte[] received = [];
        while (_input.Reader.TryRead(out var result) && !result.Buffer.IsEmpty)
        {
            received = [.. received, .. result.Buffer.ToArray()];
            _input.Reader.AdvanceTo(result.Buffer.End);
        }

        // The event for data that has arrived may already have been handled.
        _socket.WakeReader();
        return new UpgradedConnection(ConnectionUse.TakeOver, _socket, received);
    }
}
