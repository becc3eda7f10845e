namespace Sockeye.Client.Sockets;

/// <summary>
/// The position of the last event that arrived. With it the server finds what a socket has missed. The server sends the position behind the
/// arguments of the event, as a string (Socket.IO protocol v5, connection state recovery).
/// </summary>
internal sealed class RecoveryOffset
{
    private byte[]? _payload;
    private string? _text;
    private int _start;
    private int _length;

    /// <summary>The position as it arrived; <see langword="null"/> if there is none.</summary>
    public string? Text => _text ??= _payload is null ? null : System.Text.Encoding.UTF8.GetString(_payload, _start, _length);

    /// <summary>Reads the position at the end of an event. Positions have no escapes, so a string with an escape is not one.</summary>
    /// <param name="payload">The array of the event, which does not change any more.</param>
    public void Note(byte[] payload)
    {
        // ["name",...,"offset"]: a name alone is not a position.
        var end = payload.Length - 2;
        if (end <= 0 || payload[end] != '"')
        {
            return;
        }

        var start = payload.AsSpan(0, end).LastIndexOf((byte)'"') + 1;
        if (start < 2 || payload[start - 2] != ',' || payload.AsSpan(start, end - start).Contains((byte)'\\'))
        {
            return;
        }

        _text = null;
        _length = end - start;
        if (payload.Length > 1024)
        {
            // The last bytes are copied, so that a large event is not kept in memory.
            _payload = payload.AsSpan(start, _length).ToArray();
            _start = 0;
        }
        else
        {
            _payload = payload;
            _start = start;
        }
    }

    public void Clear()
    {
        _payload = null;
        _text = null;
    }
}
