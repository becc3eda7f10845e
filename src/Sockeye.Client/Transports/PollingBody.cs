using Sockeye.Protocol.EngineIO;

namespace Sockeye.Client.Transports;

/// <summary>
/// The body of the answer to a poll. A small body is returned whole. Of a large one, complete packets are returned as soon as a buffer is
/// full, because the server may have waited with any number of packets, and only the size of one packet is bounded. A compressed body is
/// counted by its uncompressed size.
/// </summary>
internal sealed class PollingBody(Stream stream, long maxMessageBytes, bool isHandshake) : IDisposable
{
    private const int FirstBytes = 4096;
    private const int PieceBytes = 64 * 1024;

    // Before there is a session, any server may answer. A handshake has a few hundred bytes.
    private const int MaxHandshakeBytes = 1024 * 1024;

    // A message may be binary, and then it is base64.
    private readonly int _maxBytes = (int)Math.Min((Math.Min(isHandshake ? Math.Min(maxMessageBytes, MaxHandshakeBytes) : maxMessageBytes, Array.MaxLength) + 2) / 3 * 4 + 1, Array.MaxLength - 1);

    private byte[] _buffer = ReadBuffers.Rent(FirstBytes);
    private int _length;
    private int _given;
    private bool _atEnd;

    /// <summary>Whole packets that <see cref="ReadAsync"/> has read, valid until its next call.</summary>
    public ReadOnlyMemory<byte> Payload { get; private set; }

    /// <summary>Reads until there are packets, or the end.</summary>
    /// <returns>Whether there is a <see cref="Payload"/>. For an empty body there is an empty one.</returns>
    /// <exception cref="TransportException">A packet is too large.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken cancel)
    {
        if (_atEnd)
        {
            return false;
        }

        _buffer.AsSpan(_given, _length - _given).CopyTo(_buffer);
        _length -= _given;
        _given = 0;
        while (true)
        {
            if (_length == _buffer.Length)
            {
                var end = _length >= Math.Min(PieceBytes, _maxBytes) ? _buffer.AsSpan(0, _length).LastIndexOf(EnginePacket.Separator) : -1;
                if (end >= 0)
                {
                    Payload = _buffer.AsMemory(0, end);
                    _given = end + 1;
                    return true;
                }

                Grow();
            }

            var read = await stream.ReadAsync(_buffer.AsMemory(_length), cancel).ConfigureAwait(false);
            if (read == 0)
            {
                _atEnd = true;
                Payload = _buffer.AsMemory(0, _length);
                return true;
            }

            _length += read;
        }
    }

    public void Dispose()
    {
        Payload = default;
        ReadBuffers.Return(_buffer);
        _buffer = [];
    }

    private void Grow()
    {
        if (_length >= _maxBytes)
        {
            throw new TransportException(isHandshake ? TransportFailure.NoHandshake() : TransportFailure.TooLarge(maxMessageBytes));
        }

        // At least one byte more than a message may have, so that a message that is too large is noticed.
        var buffer = ReadBuffers.Rent((int)Math.Min(_buffer.Length * 2L, Math.Max(_maxBytes + 1L, PieceBytes)));
        _buffer.AsSpan(0, _length).CopyTo(buffer);
        ReadBuffers.Return(_buffer);
        _buffer = buffer;
    }
}
