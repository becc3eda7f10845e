using Sockeye.Engine.Transports.WebSockets;
using Sockeye.Protocol.EngineIO;

namespace Sockeye.Engine.Delivery;

/// <summary>
/// Something to send, encoded once however many receive it: one message, or a message and the binary messages that
/// belong to it, which always travel together. Immutable; sessions queue it by reference.
/// </summary>
public sealed class EncodedPacket
{
    private const byte MessageType = (byte)'4';

    // Complete frames, headers included. Frames of a server are not masked, hence the same bytes for all receivers.
    private readonly byte[] _frames;
    private PacketForms? _forms;

    private EncodedPacket(byte[] frames, PacketForms? forms = null)
    {
        _frames = frames;
        _forms = forms;
    }

    /// <summary>The text message, without the packet type of Engine.IO; empty for a binary message.</summary>
    public ReadOnlyMemory<byte> Text
    {
        get
        {
            int header = FrameHeader.Read(_frames, out Opcode opcode, out int length);
            return opcode == Opcode.Text ? _frames.AsMemory(header + 1, length - 1) : default;
        }
    }

    /// <summary>The bytes that it takes in a session's outbox, framed for WebSocket.</summary>
    public int Size => _frames.Length;

    /// <summary>The WebSocket frames, ready to be written.</summary>
    internal ReadOnlyMemory<byte> Frames => _frames;

    internal ReadOnlySpan<byte> FramesSpan => _frames;

    /// <summary>The packets as they stand in a polling payload, made when the first polling client needs them.</summary>
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

    /// <summary>Whether there is more to it than one text message.</summary>
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

    /// <summary>The same packet, not to be compressed by any transport.</summary>
    internal EncodedPacket Uncompressed => IsCompressible ? Forms.GetUncompressed(this) : this;

    private PacketForms Forms =>
        Volatile.Read(ref _forms) ?? Interlocked.CompareExchange(ref _forms, new PacketForms(), null) ?? _forms;

    /// <summary>Encodes one text message.</summary>
    /// <param name="text">The message as UTF-8, without the packet type of Engine.IO.</param>
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

    /// <summary>Encodes a binary message and those that follow it.</summary>
    public static EncodedPacket FromBinary(ReadOnlySpan<byte> data, ReadOnlySpan<ReadOnlyMemory<byte>> attachments)
    {
        byte[] frames = Allocate(data.Length, attachments);
        int position = WriteFrame(frames, Opcode.Binary, data);
        WriteAttachments(frames.AsSpan(position), attachments);
        return new EncodedPacket(frames);
    }

    /// <summary>Encodes a packet of Engine.IO itself, given with its type.</summary>
    internal static EncodedPacket FromPacket(ReadOnlySpan<byte> packet) => FromFrame(Opcode.Text, packet);

    /// <summary>Makes of two packets one, which is never sent in parts.</summary>
    internal static EncodedPacket Join(EncodedPacket first, EncodedPacket second) => new([.. first._frames, .. second._frames]);

    /// <summary>Encodes one frame. Those of control have no polling form.</summary>
    internal static EncodedPacket FromFrame(Opcode opcode, ReadOnlySpan<byte> payload)
    {
        byte[] frames = GC.AllocateUninitializedArray<byte>(GetFrameLength(payload.Length));
        WriteFrame(frames, opcode, payload);
        return new EncodedPacket(frames);
    }

    /// <summary>Takes over frames that are complete.</summary>
    internal static EncodedPacket FromFrames(byte[] frames, bool isCompressible) =>
        new(frames, isCompressible ? null : new PacketForms { IsCompressible = false });

    /// <summary>The packet as it is framed for a WebSocket of that format: itself, but for binary messages to old clients.</summary>
    internal EncodedPacket FramedFor(WireFormat format) => format == WireFormat.V4 || !HasBinary ? this : Forms.Legacy.Framed(this, format);

    /// <summary>The packets as they stand in a polling payload of that form.</summary>
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

    /// <summary>The same packet for a WebSocket that inflates: frames of the threshold's size and above compressed, where that helps.</summary>
    internal EncodedPacket GetDeflated(PerMessageDeflateOptions options) => Forms.GetDeflated(this, options);

    internal EncodedPacket ToDeflated(PerMessageDeflateOptions options)
    {
        // What is written never gets ahead of what is read, since only what becomes smaller is compressed.
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
