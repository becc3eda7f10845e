using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace Sockeye.Engine.Transports.WebSockets;

/// <summary>
/// Splits the bytes of a client into messages (RFC 6455, sections 5 and 8). It holds a buffer only while it has a part of a frame. Sizes
/// are checked on the header, before anything is allocated, and buffers grow with what arrives.
/// </summary>
/// <param name="maxPayload">
/// The maximum size of a message in bytes. For a compressed message it applies before and after decompression.
/// </param>
/// <param name="inflates">Whether <c>permessage-deflate</c> was negotiated.</param>
internal sealed class FrameReader(int maxPayload, bool inflates = false)
{
    private const int Reserved = 0x70;
    private const int FirstBufferSize = 16 * 1024;
    private const int MaskLength = 4;

    // Even an empty fragment costs time. Senders that fragment use a few kilobytes for each.
    private const int MaxFragments = 16 * 1024;

    private byte[]? _buffer;
    private int _start;
    private int _end;
    private int _needed; // the size of the frame that begins at _start, as far as it is known
    private byte[]? _message;
    private int _messageLength;
    private int _fragments;
    private bool _isCompressed; // for the message that has begun, or for the last one
    private Opcode _messageOpcode; // Continuation means that no message has begun

    /// <summary>The error of the peer.</summary>
    public CloseStatus Fault { get; private set; }

    /// <summary>The error of the peer in words.</summary>
    public string? FaultDescription { get; private set; }

    /// <summary>Whether the buffer has a part of a frame.</summary>
    public bool HasPart => _end > _start;

    /// <summary>The buffer to read into, which is never empty.</summary>
    public Memory<byte> GetMemory()
    {
        if (_buffer is null)
        {
            _buffer = ArrayPool<byte>.Shared.Rent(FirstBufferSize);
        }
        else if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            // An announced length alone is no reason to allocate: the buffer at most doubles.
            Grow(ref _buffer, _end, Math.Min((long)_buffer.Length * 2, Math.Max(_needed, _buffer.Length + 1L)));
        }

        return _buffer.AsMemory(_end);
    }

    /// <summary>Called when bytes were read into the buffer.</summary>
    public void Advance(int count) => _end += count;

    /// <summary>Returns the buffer if it is empty.</summary>
    public void ReleaseIfEmpty()
    {
        if (_buffer is not null && _start == _end)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = null;
            _start = _end = 0;
        }
    }

    public void Release()
    {
        _start = _end = 0;
        ReleaseIfEmpty();
        ReleaseMessage();
    }

    /// <summary>Reads the next message or control frame.</summary>
    /// <param name="payload">The payload, valid until the next call. Text is valid UTF-8.</param>
    public ReadStatus TryRead(out ReadOnlySpan<byte> payload)
    {
        payload = default;
        if (_messageOpcode == Opcode.Continuation)
        {
            ReleaseMessage();
        }

        while (true)
        {
            ReadStatus status = TryReadFrame(out Opcode opcode, out bool isFinal, out Span<byte> data);
            if (status != ReadStatus.Binary)
            {
                return status;
            }

            if (opcode >= Opcode.Close)
            {
                payload = data;
                return opcode switch
                {
                    Opcode.Close => ReadStatus.Close,
                    Opcode.Ping => ReadStatus.Ping,
                    _ => ReadStatus.Pong,
                };
            }

            if (isFinal && _messageOpcode == Opcode.Continuation && !_isCompressed)
            {
                return Deliver(opcode, data, out payload);
            }

            if (!TryAppend(opcode, data))
            {
                return Fail(CloseStatus.PolicyViolation, $"a message in more than {MaxFragments} fragments");
            }

            if (isFinal)
            {
                Opcode message = _messageOpcode;
                _messageOpcode = Opcode.Continuation;
                return _isCompressed && !TryInflate()
                    ? ReadStatus.Faulted
                    : Deliver(message, _message.AsSpan(0, _messageLength), out payload);
            }
        }
    }

    private static void Grow(ref byte[] buffer, int used, long size)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(size, Array.MaxLength));
        buffer.AsSpan(0, used).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }

    // Binary stands for "a frame" here; the caller looks at the opcode.
    private ReadStatus TryReadFrame(out Opcode opcode, out bool isFinal, out Span<byte> payload)
    {
        opcode = default;
        isFinal = false;
        payload = default;
        Span<byte> bytes = _buffer.AsSpan(_start, _end - _start);
        if (bytes.Length < 2)
        {
            _needed = 2;
            return ReadStatus.NeedsMore;
        }

        int first = bytes[0];
        opcode = (Opcode)(first & 0x0f);
        isFinal = (first & 0x80) != 0;
        int length7 = bytes[1] & 0x7f;
        if (!IsHeaderValid(first, bytes[1], opcode, isFinal, length7))
        {
            return Fail(CloseStatus.ProtocolError, "a frame that violates the protocol");
        }

        int headerLength = (length7 switch { 126 => 4, 127 => 10, _ => 2 }) + MaskLength;
        if (bytes.Length < headerLength)
        {
            _needed = headerLength;
            return ReadStatus.NeedsMore;
        }

        ulong length = length7 switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]),
            127 => BinaryPrimitives.ReadUInt64BigEndian(bytes[2..]),
            _ => (ulong)length7,
        };
        if (opcode < Opcode.Close && length > (ulong)(maxPayload - _messageLength))
        {
            return length > long.MaxValue
                ? Fail(CloseStatus.ProtocolError, "a frame with a negative length")
                : Fail(CloseStatus.MessageTooBig, $"a message of {length + (ulong)_messageLength} bytes or more; the limit is {maxPayload}");
        }

        int frameLength = headerLength + (int)length;
        if (bytes.Length < frameLength)
        {
            _needed = frameLength;
            return ReadStatus.NeedsMore;
        }

        payload = bytes[headerLength..frameLength];
        Masking.Apply(payload, MemoryMarshal.Read<uint>(bytes[(headerLength - MaskLength)..]));
        _start += frameLength;
        if (inflates && opcode is Opcode.Text or Opcode.Binary)
        {
            _isCompressed = (first & FrameHeader.Compressed) != 0;
        }

        return ReadStatus.Binary;
    }

    private bool IsHeaderValid(int first, int second, Opcode opcode, bool isFinal, int length7)
    {
        // Client frames are masked. One of the reserved bits has a meaning if compression was negotiated: it is set in the first frame of a
        // message.
        int reserved = first & Reserved;
        if ((reserved != 0 && !(inflates && reserved == FrameHeader.Compressed && opcode is Opcode.Text or Opcode.Binary)) || (second & 0x80) == 0)
        {
            return false;
        }

        return opcode switch
        {
            Opcode.Continuation => _messageOpcode != Opcode.Continuation,
            Opcode.Text or Opcode.Binary => _messageOpcode == Opcode.Continuation,
            Opcode.Close or Opcode.Ping or Opcode.Pong => isFinal && length7 <= 125,
            _ => false,
        };
    }

    private bool TryAppend(Opcode opcode, ReadOnlySpan<byte> data)
    {
        if (opcode != Opcode.Continuation)
        {
            _messageOpcode = opcode;
            _fragments = 0;
        }

        if (++_fragments > MaxFragments)
        {
            return false;
        }

        int length = _messageLength + data.Length;
        if (_message is null)
        {
            _message = ArrayPool<byte>.Shared.Rent(Math.Max(length, 256));
        }
        else if (length > _message.Length)
        {
            Grow(ref _message, _messageLength, Math.Max((long)_message.Length * 2, length));
        }

        data.CopyTo(_message.AsSpan(_messageLength));
        _messageLength = length;
        return true;
    }

    private ReadStatus Deliver(Opcode opcode, ReadOnlySpan<byte> message, out ReadOnlySpan<byte> payload)
    {
        payload = message;
        if (opcode == Opcode.Binary)
        {
            return ReadStatus.Binary;
        }

        return Utf8.IsValid(message) ? ReadStatus.Text : Fail(CloseStatus.InvalidPayload, "text that is not UTF-8");
    }

    private bool TryInflate()
    {
        CloseStatus status = MessageDeflate.Inflate(ref _message!, ref _messageLength, maxPayload);
        if (status != CloseStatus.None)
        {
            Fail(status, status == CloseStatus.MessageTooBig
                ? $"a compressed message of more than {maxPayload} bytes, which is the limit"
                : "a compressed message that cannot be inflated");
        }

        return status == CloseStatus.None;
    }

    private ReadStatus Fail(CloseStatus fault, string description)
    {
        Fault = fault;
        FaultDescription = description;
        return ReadStatus.Faulted;
    }

    private void ReleaseMessage()
    {
        if (_message is not null)
        {
            ArrayPool<byte>.Shared.Return(_message);
            _message = null;
        }

        _messageLength = 0;
    }
}
