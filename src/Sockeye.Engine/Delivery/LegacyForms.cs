using System.Buffers;
using Sockeye.Engine.Legacy;
using Sockeye.Engine.Transports.WebSockets;
using Sockeye.Protocol.EngineIO;

namespace Sockeye.Engine.Delivery;

/// <summary>
/// The forms of one packet for clients of Engine.IO v3 and for clients without binary frames. Each is made once, when the first such client
/// needs it, and kept with the packet. Without such clients this object does not exist.
/// </summary>
internal sealed class LegacyForms
{
    private EncodedPacket? _v4Base64;
    private EncodedPacket? _v3;
    private EncodedPacket? _v3Base64;
    private ArrayBufferWriter<byte>? _text;
    private ArrayBufferWriter<byte>? _bytes;

    /// <summary>The packet in other WebSocket frames.</summary>
    public EncodedPacket Framed(EncodedPacket packet, WireFormat format)
    {
        lock (this)
        {
            return format switch
            {
                WireFormat.V4Base64 => _v4Base64 ??= Frame(packet, format),
                WireFormat.V3 => _v3 ??= Frame(packet, format),
                _ => _v3Base64 ??= Frame(packet, format),
            };
        }
    }

    /// <summary>The packet in a polling payload of Engine.IO v3.</summary>
    public ReadOnlyMemory<byte> InPayload(EncodedPacket packet, PayloadForm form)
    {
        lock (this)
        {
            return (form == PayloadForm.V3Bytes ? _bytes ??= WriteBytes(packet) : _text ??= WriteText(packet)).WrittenMemory;
        }
    }

    private static EncodedPacket Frame(EncodedPacket packet, WireFormat format)
    {
        int size = 0;
        foreach ((Opcode opcode, ReadOnlyMemory<byte> payload) in FramesOf(packet))
        {
            int length = GetLength(opcode, payload.Length, format);
            size = checked(size + FrameHeader.GetLength(length) + length);
        }

        byte[] frames = GC.AllocateUninitializedArray<byte>(size);
        int position = 0;
        foreach ((Opcode opcode, ReadOnlyMemory<byte> payload) in FramesOf(packet))
        {
            int length = GetLength(opcode, payload.Length, format);
            Opcode framed = format == WireFormat.V3 ? opcode : Opcode.Text;
            position += FrameHeader.Write(frames.AsSpan(position), framed, length);
            Span<byte> destination = frames.AsSpan(position, length);
            position += length;
            if (opcode == Opcode.Text)
            {
                payload.Span.CopyTo(destination);
            }
            else if (format == WireFormat.V3)
            {
                destination[0] = (byte)EnginePacketType.Message;
                payload.Span.CopyTo(destination[1..]);
            }
            else
            {
                _ = format == WireFormat.V4Base64
                    ? EnginePacket.WriteBase64(destination, payload.Span)
                    : PayloadWriterV3.WriteBase64(destination, payload.Span);
            }
        }

        return EncodedPacket.FromFrames(frames, packet.IsCompressible);
    }

    private static int GetLength(Opcode opcode, int length, WireFormat format) => opcode == Opcode.Text
        ? length
        : format switch
        {
            WireFormat.V3 => 1 + length,
            WireFormat.V4Base64 => EnginePacket.GetBase64Length(length),
            _ => PayloadWriterV3.GetBase64Length(length),
        };

    private static ArrayBufferWriter<byte> WriteText(EncodedPacket packet)
    {
        var writer = new ArrayBufferWriter<byte>();
        foreach ((Opcode opcode, ReadOnlyMemory<byte> payload) in FramesOf(packet))
        {
            if (opcode == Opcode.Text)
            {
                PayloadWriterV3.WriteText(writer, payload.Span);
            }
            else
            {
                PayloadWriterV3.WriteBase64(writer, payload.Span);
            }
        }

        return writer;
    }

    private static ArrayBufferWriter<byte> WriteBytes(EncodedPacket packet)
    {
        var writer = new ArrayBufferWriter<byte>();
        foreach ((Opcode opcode, ReadOnlyMemory<byte> payload) in FramesOf(packet))
        {
            if (opcode == Opcode.Text)
            {
                PayloadWriterV3.WriteTextOfBytes(writer, payload.Span);
            }
            else
            {
                PayloadWriterV3.WriteBinary(writer, payload.Span);
            }
        }

        return writer;
    }

    private static IEnumerable<(Opcode Opcode, ReadOnlyMemory<byte> Payload)> FramesOf(EncodedPacket packet)
    {
        ReadOnlyMemory<byte> rest = packet.Frames;
        while (!rest.IsEmpty)
        {
            int header = FrameHeader.Read(rest.Span, out Opcode opcode, out int length);
            yield return (opcode, rest.Slice(header, length));
            rest = rest[(header + length)..];
        }
    }
}
