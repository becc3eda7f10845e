using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Nerdbank.MessagePack;

namespace Sockeye.Emitters.MessagePack;

/// <summary>Reads MessagePack as JSON with placeholders for its binary values. The input may be anything.</summary>
internal static class MessagePackToJson
{
    private const int MaxDepth = 256;
    private const sbyte TimestampExtension = -1;

    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Reads one value.</summary>
    /// <returns>The value, or <see langword="null"/> where it is not MessagePack, too deep, or of a shape that JSON does not have.</returns>
    public static ClusterPayload? Convert(ReadOnlyMemory<byte> message)
    {
        try
        {
            var reader = new MessagePackReader(message);
            var buffer = new ArrayBufferWriter<byte>(Math.Max(16, message.Length));
            var attachments = new List<ReadOnlyMemory<byte>>();
            using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
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
                WriteText(writer, reader.ReadStringSpan());
                break;
            case MessagePackType.Binary:
                writer.WriteStartObject();
                writer.WriteBoolean("_placeholder", true);
                writer.WriteNumber("num", attachments.Count);
                writer.WriteEndObject();
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
                var name = reader.ReadStringSpan();
                if (Utf8.IsValid(name))
                {
                    writer.WritePropertyName(name);
                }
                else
                {
                    writer.WritePropertyName(Encoding.UTF8.GetString(name));
                }
            }

            Write(writer, ref reader, attachments, depth + 1);
        }

        writer.WriteEndObject();
    }

    // JavaScript writes half a surrogate pair as bytes that are not UTF-8.
    private static void WriteText(Utf8JsonWriter writer, ReadOnlySpan<byte> text)
    {
        if (Utf8.IsValid(text))
        {
            writer.WriteStringValue(text);
        }
        else
        {
            writer.WriteStringValue(Encoding.UTF8.GetString(text));
        }
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

    // A date is what JavaScript's JSON makes of it; all else is what it makes of undefined.
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
