using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Nerdbank.MessagePack;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye.Emitters.MessagePack;

/// <summary>
/// Reads MessagePack as JSON with placeholders for binary values. The input may be anything. For half of a surrogate pair, strings may have
/// the bytes that npm packages write: the writer turns them into an escape, and other invalid UTF-8 into U+FFFD.
/// </summary>
internal static class MessagePackToJson
{
    private const int MaxDepth = 256;
    private const sbyte TimestampExtension = -1;

    /// <summary>Reads one value.</summary>
    /// <returns>The value; <see langword="null"/> if it is not MessagePack, too deep, or of a shape that JSON does not have.</returns>
    public static ClusterPayload? Convert(ReadOnlyMemory<byte> message)
    {
        try
        {
            var reader = new MessagePackReader(message);
            var buffer = new ArrayBufferWriter<byte>(Math.Max(16, message.Length));
            var attachments = new List<ReadOnlyMemory<byte>>();
            using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
            {
                Write(writer, ref reader, attachments, 0);
            }

            return reader.End ? new ClusterPayload(buffer.WrittenMemory, attachments.ToArray()) : null;
        }
        catch (Exception exception) when (exception is MessagePackSerializationException or EndOfStreamException or OverflowException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private static void Write(Utf8JsonWriter writer, ref MessagePackReader reader, List<ReadOnlyMemory<byte>> attachments, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new MessagePackSerializationException("too deep");
        }

        switch (reader.NextMessagePackType)
        {
            case MessagePackType.Map:
                WriteMap(writer, ref reader, attachments, depth);
                break;
            case MessagePackType.Array:
                writer.WriteStartArray();
                for (var left = reader.ReadArrayHeader(); left > 0; left--)
                {
                    Write(writer, ref reader, attachments, depth + 1);
                }

                writer.WriteEndArray();
                break;
            case MessagePackType.String:
                writer.WriteStringValue(reader.ReadStringSpan());
                break;
            case MessagePackType.Binary:
                PlaceholderText.Write(writer, attachments.Count);
                attachments.Add(reader.ReadBytes()!.Value.ToArray());
                break;
            case MessagePackType.Integer:
                WriteInteger(writer, ref reader);
                break;
            case MessagePackType.Float:
                var number = reader.ReadDouble();
                if (double.IsFinite(number))
                {
                    writer.WriteNumberValue(number);
                }
                else
                {
                    writer.WriteNullValue();
                }

                break;
            case MessagePackType.Boolean:
                writer.WriteBooleanValue(reader.ReadBoolean());
                break;
            case MessagePackType.Extension:
                WriteExtension(writer, ref reader);
                break;
            default:
                reader.ReadNil();
                writer.WriteNullValue();
                break;
        }
    }

    private static void WriteMap(Utf8JsonWriter writer, ref MessagePackReader reader, List<ReadOnlyMemory<byte>> attachments, int depth)
    {
        writer.WriteStartObject();
        for (var left = reader.ReadMapHeader(); left > 0; left--)
        {
            if (reader.NextMessagePackType == MessagePackType.Integer)
            {
                writer.WritePropertyName(reader.ReadInt64().ToString(CultureInfo.InvariantCulture));
            }
            else
            {
                writer.WritePropertyName(reader.ReadStringSpan());
            }

            Write(writer, ref reader, attachments, depth + 1);
        }

        writer.WriteEndObject();
    }

    private static void WriteInteger(Utf8JsonWriter writer, ref MessagePackReader reader)
    {
        if (reader.NextCode == MessagePackCode.UInt64)
        {
            writer.WriteNumberValue(reader.ReadUInt64());
        }
        else
        {
            writer.WriteNumberValue(reader.ReadInt64());
        }
    }

    // A date becomes what JSON.stringify makes of it. Other extensions become what it makes of undefined.
    private static void WriteExtension(Utf8JsonWriter writer, ref MessagePackReader reader)
    {
        var peek = reader.CreatePeekReader();
        var header = peek.ReadExtensionHeader();
        if (header.TypeCode == TimestampExtension)
        {
            writer.WriteStringValue(reader.ReadDateTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        }
        else
        {
            reader.ReadExtension();
            writer.WriteNullValue();
        }
    }
}
