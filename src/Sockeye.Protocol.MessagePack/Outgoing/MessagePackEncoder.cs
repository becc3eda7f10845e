using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Nerdbank.MessagePack;
using Sockeye.Protocol.SocketIO;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye.MessagePack.Outgoing;

/// <summary>Writes one packet like notepack.io: each value in the smallest form, and integers beyond 64 bits as floats.</summary>
internal readonly ref struct MessagePackEncoder
{
    // The default depth of the serializer of arguments. The encoder calls itself once for each level.
    private const int MaxDepth = 1000;
    private const int MaxTokenLength = 9;
    private const double TwoToThe63 = 9223372036854775808d;

    private readonly IBufferWriter<byte> _output;
    private readonly ReadOnlySpan<ReadOnlyMemory<byte>> _attachments;

    public MessagePackEncoder(IBufferWriter<byte> output, ReadOnlySpan<ReadOnlyMemory<byte>> attachments)
    {
        _output = output;
        _attachments = attachments;
    }

    public void Write(in Packet packet)
    {
        var hasData = !packet.Payload.IsEmpty;
        var hasId = packet.Id >= 0;
        WriteMapHeader(2 + (hasData ? 1 : 0) + (hasId ? 1 : 0));
        WriteString("type"u8);
        WriteInteger((long)packet.Type);
        if (hasData)
        {
            WriteString("data"u8);
            WriteJson(packet.Payload);
        }

        if (hasId)
        {
            WriteString("id"u8);
            WriteInteger(packet.Id);
        }

        WriteString("nsp"u8);
        WriteString(packet.Namespace);
    }

    private void WriteJson(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        using var document = JsonDocument.ParseValue(ref reader);
        WriteValue(document.RootElement);
    }

    private void WriteValue(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(value);
                break;
            case JsonValueKind.Array:
                WriteArrayHeader(value.GetArrayLength());
                foreach (var item in value.EnumerateArray())
                {
                    WriteValue(item);
                }

                break;
            case JsonValueKind.String:
                WriteText(JsonMarshal.GetRawUtf8Value(value)[1..^1]);
                break;
            case JsonValueKind.Number:
                WriteNumber(value);
                break;
            case JsonValueKind.True:
            case JsonValueKind.False:
                WriteBoolean(value.ValueKind == JsonValueKind.True);
                break;
            default:
                WriteNil();
                break;
        }
    }

    private void WriteObject(JsonElement value)
    {
        if (TryFindAttachment(value, out var attachment))
        {
            WriteBinary(attachment);
            return;
        }

        WriteMapHeader(value.GetPropertyCount());
        foreach (var property in value.EnumerateObject())
        {
            WriteText(JsonMarshal.GetRawUtf8PropertyName(property));
            WriteValue(property.Value);
        }
    }

    private bool TryFindAttachment(JsonElement value, out ReadOnlySpan<byte> attachment)
    {
        var number = _attachments.IsEmpty ? -1 : PlaceholderText.NumberOf(value);
        var found = (uint)number < (uint)_attachments.Length;
        attachment = found ? _attachments[number].Span : default;
        return found;
    }

    // A number that is an integer in JavaScript is an integer here, in every notation: 1.0 and 1e3 too.
    private void WriteNumber(JsonElement value)
    {
        if (value.TryGetInt64(out var integer))
        {
            WriteInteger(integer);
        }
        else if (value.TryGetUInt64(out var large))
        {
            MessagePackPrimitives.TryWrite(_output.GetSpan(MaxTokenLength), large, out var written);
            _output.Advance(written);
        }
        else
        {
            var number = value.GetDouble();
            if (double.IsInteger(number) && Math.Abs(number) < TwoToThe63)
            {
                WriteInteger((long)number);
            }
            else
            {
                MessagePackPrimitives.TryWrite(_output.GetSpan(MaxTokenLength), number, out var written);
                _output.Advance(written);
            }
        }
    }

    // Half of a surrogate pair is not valid UTF-8. Clients that check would end the connection at the bytes that Node writes for it.
    private void WriteText(ReadOnlySpan<byte> escaped)
    {
        if (!escaped.Contains((byte)'\\'))
        {
            WriteString(escaped);
            return;
        }

        var text = ArrayPool<byte>.Shared.Rent(escaped.Length);
        WriteString(text.AsSpan(0, JsonText.Unescape(escaped, text)));
        ArrayPool<byte>.Shared.Return(text);
    }

    private void WriteString(ReadOnlySpan<byte> utf8)
    {
        MessagePackPrimitives.TryWriteStringHeader(_output.GetSpan(MaxTokenLength), (uint)utf8.Length, out var written);
        _output.Advance(written);
        _output.Write(utf8);
    }

    private void WriteBinary(ReadOnlySpan<byte> data)
    {
        MessagePackPrimitives.TryWriteBinHeader(_output.GetSpan(MaxTokenLength), (uint)data.Length, out var written);
        _output.Advance(written);
        _output.Write(data);
    }

    private void WriteInteger(long value)
    {
        MessagePackPrimitives.TryWrite(_output.GetSpan(MaxTokenLength), value, out var written);
        _output.Advance(written);
    }

    private void WriteBoolean(bool value)
    {
        MessagePackPrimitives.TryWrite(_output.GetSpan(MaxTokenLength), value, out var written);
        _output.Advance(written);
    }

    private void WriteNil()
    {
        MessagePackPrimitives.TryWriteNil(_output.GetSpan(MaxTokenLength), out var written);
        _output.Advance(written);
    }

    private void WriteArrayHeader(int count)
    {
        MessagePackPrimitives.TryWriteArrayHeader(_output.GetSpan(MaxTokenLength), (uint)count, out var written);
        _output.Advance(written);
    }

    private void WriteMapHeader(int count)
    {
        MessagePackPrimitives.TryWriteMapHeader(_output.GetSpan(MaxTokenLength), (uint)count, out var written);
        _output.Advance(written);
    }
}
