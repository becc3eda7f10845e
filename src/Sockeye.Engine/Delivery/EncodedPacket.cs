using Sockeye.Engine.Transports.WebSockets;
using Sockeye.Protocol.EngineIO;

namespace Sockeye.Engine.Delivery;

/// <summary>
/// A message that is encoded once for all its recipients: a single message, or a message with the binary messages that belong to it. They
/// are always sent together. It is immutable, and sessions queue it by reference.
/// </summary>
public sealed class EncodedPacket
{
    private const byte MessageType = (byte)'4';

    // Complete frames, including headers. Frames of a server are not masked, so the bytes are the same for all recipients.
    private readonly byte[] _frames;
    private PacketForms? _forms;

    private EncodedPacket(byte[] frames, PacketForms? forms = null)
    {
        _frames = frames;
        _forms = forms;
    }

    /// <summary>The text message, without the packet type of Engine.IO. Empty for a binary message.</summary>
    public ReadOnlyMemory<byte> Text
    {
        get
        {
            int header = FrameHeader.Read(_frames, out Opcode opcode, out int length);
            return opcode == Opcode.Text ? _frames.AsMemory(header + 1, length - 1) : default;
        }
    }

    /// <summary>The number of bytes in the send queue of a session, with WebSocket framing.</summary>
    public int Size => _frames.Length;

    /// <summary>The WebSocket frames, ready to be written.</summary>
    internal ReadOnlyMemory<byte> Frames => _frames;

    internal ReadOnlySpan<byte> FramesSpan => _frames;

    /// <summary>The packets in the form of a polling payload. It is made when the first polling client needs it.</summary>
    internal ReadOnlyMemory<byte> PollingForm
    {
        get
        {
            if (!HasBinary)
            {
                return _frames.AsMemory(FrameHeader.Read(_frames, out _, out _));
            }

            return Forms.GetPolling(this);
        }
    }

    /// <summary>Whether it is more than a single text message.</summary>
    internal bool HasBinary
    {
        get
        {
            int header = FrameHeader.Read(_frames, out Opcode opcode, out int length);
            return opcode != Opcode.Text || header + length != _frames.Length;
        }
    }

    /// <summary>Whether a transport that compresses may compress it.</summary>
    internal bool IsCompressible => _forms?.IsCompressible ?? true;

    /// <summary>The same packet, which no transport compresses.</summary>
    internal EncodedPacket Uncompressed => IsCompressible ? Forms.GetUncompressed(this) : this;

    private PacketForms Forms =>
        Volatile.Read(ref _forms) ?? Interlocked.CompareExchange(ref _forms, new PacketForms(), null) ?? _forms;

    /// <summary>Encodes one text message.</summary>
    /// <param name="text">The message in UTF-8, without the packet type of Engine.IO.</param>
    public static EncodedPacket FromText(ReadOnlySpan<byte> text) => FromText(text, []);

    /// <summary>Encodes a text message and the binary messages that follow it.</summary>
    public static EncodedPacket FromText(ReadOnlySpan<byte> text, ReadOnlySpan<ReadOnlyMemory<byte>> attachments)
    {
        byte[] frames = Allocate(1 + text.Length, attachments);
        int position = FrameHeader.Write(frames, Opcode.Text, 1 + text.Length);
        frames[position++] = MessageType;
        text.CopyTo(frames.AsSpan(position));
        WriteAttachments(frames.AsSpan(position + text.Length), attachments);
        return new EncodedPacket(frames);
    }

    /// <summary>Encodes one binary message.</summary>
    public static EncodedPacket FromBinary(ReadOnlySpan<byte> data) => FromFrame(Opcode.Binary, data);

    /// <summary>Encodes a binary message and the binary messages that follow it.</summary>
    public static EncodedPacket FromBinary(ReadOnlySpan<byte> data, ReadOnlySpan<ReadOnlyMemory<byte>> attachments)
    {
        byte[] frames = Allocate(data.Length, attachments);
        int position = WriteFrame(frames, Opcode.Binary, data);
        WriteAttachments(frames.AsSpan(position), attachments);
        return new EncodedPacket(frames);
    }

    /// <summary>Encodes a packet of Engine.IO itself. The bytes include its type.</summary>
    internal static EncodedPacket FromPacket(ReadOnlySpan<byte> packet) => FromFrame(Opcode.Text, packet);

    /// <summary>Joins two packets to one, which is never sent in parts.</summary>
    internal static EncodedPacket Join(EncodedPacket first, EncodedPacket second) => new([.. first._frames, .. second._frames]);

    /// <summary>Encodes one frame. Control frames have no polling form.</summary>
    internal static EncodedPacket FromFrame(Opcode opcode, ReadOnlySpan<byte> payload)
    {
        byte[] frames = GC.AllocateUninitializedArray<byte>(GetFrameLength(payload.Length));
        WriteFrame(frames, opcode, payload);
        return new EncodedPacket(frames);
    }

    /// <summary>Creates a packet from complete frames.</summary>
    internal static EncodedPacket FromFrames(byte[] frames, bool isCompressible) =>
        new(frames, isCompressible ? null : new PacketForms { IsCompressible = false });

    /// <summary>The packet in WebSocket frames of a format: the same object, except for binary messages to old clients.</summary>
    internal EncodedPacket FramedFor(WireFormat format) => format == WireFormat.V4 || !HasBinary ? this : Forms.Legacy.Framed(this, format);

    /// <summary>The packets in a polling payload of a form.</summary>
    internal ReadOnlyMemory<byte> InPayload(PayloadForm form) => form == PayloadForm.V4 ? PollingForm : Forms.Legacy.InPayload(this, form);

    internal byte[] ToPollingForm()
    {
        int size = 0;
        for (int position = 0; position < _frames.Length;)
        {
            position += FrameHeader.Read(_frames.AsSpan(position), out Opcode opcode, out int length) + length;
            size += 1 + (opcode == Opcode.Text ? length : EnginePacket.GetBase64Length(length));
        }

        byte[] form = GC.AllocateUninitializedArray<byte>(size - 1);
        int written = 0;
        for (int position = 0; position < _frames.Length;)
        {
            if (written > 0)
            {
                form[written++] = EnginePacket.Separator;
            }

            position += FrameHeader.Read(_frames.AsSpan(position), out Opcode opcode, out int length);
            ReadOnlySpan<byte> payload = _frames.AsSpan(position, length);
            position += length;
            if (opcode == Opcode.Text)
            {
                payload.CopyTo(form.AsSpan(written));
                written += length;
            }
            else
            {
                written += EnginePacket.WriteBase64(form.AsSpan(written), payload);
            }
        }

        return form;
    }

    internal EncodedPacket ToUncompressed() => new(_frames, new PacketForms { IsCompressible = false });

    /// <summary>
    /// The same packet for a WebSocket with compression. Frames of the threshold's size and larger are compressed if that makes them
    /// smaller.
    /// </summary>
    internal EncodedPacket GetDeflated(PerMessageDeflateOptions options) => Forms.GetDeflated(this, options);

    internal EncodedPacket ToDeflated(PerMessageDeflateOptions options)
    {
        // Only frames that become smaller are compressed, so writing never overtakes reading.
        byte[] frames = GC.AllocateUninitializedArray<byte>(_frames.Length);
        int written = 0;
        for (int position = 0; position < _frames.Length;)
        {
            int header = FrameHeader.Read(_frames.AsSpan(position), out Opcode opcode, out int length);
            ReadOnlySpan<byte> frame = _frames.AsSpan(position, header + length);
            position += frame.Length;
            ReadOnlySpan<byte> deflated = length >= options.Threshold && opcode < Opcode.Close ? MessageDeflate.Deflate(frame[header..], options.Level) : [];
            if (deflated.IsEmpty)
            {
                frame.CopyTo(frames.AsSpan(written));
                written += frame.Length;
            }
            else
            {
                int start = written;
                written += WriteFrame(frames.AsSpan(written), opcode, deflated);
                frames[start] |= FrameHeader.Compressed;
            }
        }

        return written == _frames.Length ? this : new EncodedPacket(frames[..written]);
    }

    private static byte[] Allocate(int firstPayloadLength, ReadOnlySpan<ReadOnlyMemory<byte>> attachments)
    {
        int size = GetFrameLength(firstPayloadLength);
        foreach (ReadOnlyMemory<byte> attachment in attachments)
        {
            size = checked(size + GetFrameLength(attachment.Length));
        }

        return GC.AllocateUninitializedArray<byte>(size);
    }

    private static void WriteAttachments(Span<byte> destination, ReadOnlySpan<ReadOnlyMemory<byte>> attachments)
    {
        foreach (ReadOnlyMemory<byte> attachment in attachments)
        {
            destination = destination[WriteFrame(destination, Opcode.Binary, attachment.Span)..];
        }
    }

    private static int GetFrameLength(int payloadLength) => checked(FrameHeader.GetLength(payloadLength) + payloadLength);

    private static int WriteFrame(Span<byte> destination, Opcode opcode, ReadOnlySpan<byte> payload)
    {
        int header = FrameHeader.Write(destination, opcode, payload.Length);
        payload.CopyTo(destination[header..]);
        return header + payload.Length;
    }
}
