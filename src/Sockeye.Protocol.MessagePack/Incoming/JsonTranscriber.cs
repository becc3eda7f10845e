using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Sockeye.Protocol.SocketIO;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye.MessagePack.Incoming;

/// <summary>
/// Rewrites the data of a packet as JSON, with placeholders for binary values, so that it can be handled like every other payload. It works
/// in a buffer of its thread, and tracks the depth itself, so the stack does not grow with the message. The writer handles strings that are
/// not UTF-8: half of a surrogate pair becomes an escape, and other invalid bytes become U+FFFD.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The JSON writer holds nothing but the buffer.")]
internal sealed class JsonTranscriber
{
    private const int KeptCapacity = 64 * 1024;
    private const int MaxIntegerLength = 20;

    // The JSON writer accepts no longer string. If the limits allow such packets, they are refused here before the writer throws.
    private const int MaxStringLength = 166_000_000;

    [ThreadStatic]
    private static JsonTranscriber? t_idle;

    private readonly ArrayBufferWriter<byte> _buffer = new(512);
    private readonly Utf8JsonWriter _json;
    private readonly Stack<OpenContainer> _open = new();
    private readonly List<ReadOnlyMemory<byte>> _attachments = [];
    private long _attachmentBytes;

    private JsonTranscriber() => _json = new Utf8JsonWriter(_buffer, JsonText.WriterOptions);

    public static PacketError Transcribe(in PacketFields fields, PacketDecoderOptions options, out byte[] json, out ReadOnlyMemory<byte>[] attachments)
    {
        var transcriber = t_idle ?? new JsonTranscriber();
        t_idle = null;
        var error = transcriber.Write(fields.Data, options);
        json = [];
        attachments = [];
        if (error == PacketError.None)
        {
            transcriber._json.Flush();
            json = transcriber._buffer.WrittenSpan.ToArray();
            attachments = [.. transcriber._attachments];
        }

        transcriber.Return();
        return error;
    }

    private void Return()
    {
        if (_buffer.Capacity > KeptCapacity || _attachments.Capacity > KeptCapacity / 16 || _open.Capacity > KeptCapacity / 16)
        {
            return;
        }

        _buffer.ResetWrittenCount();
        _json.Reset();
        _open.Clear();
        _attachments.Clear();
        _attachmentBytes = 0;
        t_idle = this;
    }

    private PacketError Write(ReadOnlySpan<byte> data, PacketDecoderOptions options)
    {
        var reader = new TokenReader(data);
        do
        {
            if (!TryReadNext(ref reader))
            {
                return PacketError.InvalidPayload;
            }

            var token = reader.Token;
            if (token.Bytes.Length > MaxStringLength)
            {
                return PacketError.TooLarge;
            }

            if (_open.Count + LevelsOf(token.Kind) > options.MaxDepth)
            {
                return PacketError.TooDeep;
            }

            if (token.Kind is TokenKind.Array or TokenKind.Map)
            {
                Open(token);
            }
            else
            {
                WriteScalar(token);
            }

            CloseWhatIsFull();
            if (_json.BytesCommitted + _json.BytesPending + _attachmentBytes > options.MaxPacketBytes)
            {
                return PacketError.TooLarge;
            }
        }
        while (_open.Count > 0);

        return PacketError.None;
    }

    // How many levels it adds to the JSON: a binary value is an object there.
    private static int LevelsOf(TokenKind kind) => kind switch
    {
        TokenKind.Array or TokenKind.Map or TokenKind.Binary => 1,
        TokenKind.Extension => 2,
        _ => 0,
    };

    /// <summary>Reads the next value, and in a map its key before it. Undefined members are left out, like in JSON.stringify.</summary>
    private bool TryReadNext(ref TokenReader reader)
    {
        if (!_open.TryPop(out var container))
        {
            return reader.TryRead();
        }

        _open.Push(container with { Left = container.Left - 1 });
        if (!container.IsMap)
        {
            return reader.TryRead();
        }

        if (!reader.TryRead())
        {
            return false;
        }

        var key = reader.Token;
        return reader.TryRead() && (reader.Token.Kind == TokenKind.Undefined || TryWriteKey(key));
    }

    private bool TryWriteKey(in Token key)
    {
        switch (key.Kind)
        {
            case TokenKind.String when key.Bytes.Length <= MaxStringLength:
                _json.WritePropertyName(key.Bytes);
                return true;
            case TokenKind.Integer:
                // Clients in other languages have such maps. JavaScript makes strings of the keys.
                Span<byte> digits = stackalloc byte[MaxIntegerLength];
                Utf8Formatter.TryFormat(key.Integer, digits, out var length);
                _json.WritePropertyName(digits[..length]);
                return true;
            default:
                return false;
        }
    }

    private void Open(in Token token)
    {
        if (token.Kind == TokenKind.Map)
        {
            _json.WriteStartObject();
        }
        else
        {
            _json.WriteStartArray();
        }

        _open.Push(new OpenContainer(token.Kind == TokenKind.Map, token.Count));
    }

    private void CloseWhatIsFull()
    {
        while (_open.TryPeek(out var container) && container.Left == 0)
        {
            _open.Pop();
            if (container.IsMap)
            {
                _json.WriteEndObject();
            }
            else
            {
                _json.WriteEndArray();
            }
        }
    }

    private void WriteScalar(in Token token)
    {
        switch (token.Kind)
        {
            case TokenKind.Undefined when _open.Peek().IsMap:
                break;
            case TokenKind.True:
            case TokenKind.False:
                _json.WriteBooleanValue(token.Kind == TokenKind.True);
                break;
            case TokenKind.Integer:
                _json.WriteNumberValue(token.Integer);
                break;
            case TokenKind.Unsigned:
                _json.WriteNumberValue(token.Unsigned);
                break;
            case TokenKind.Float when double.IsFinite(token.Number):
                _json.WriteNumberValue(token.Number);
                break;
            case TokenKind.String:
                _json.WriteStringValue(token.Bytes);
                break;
            case TokenKind.Binary:
                WriteAttachment(token.Bytes);
                break;
            case TokenKind.Date:
                WriteDate(token);
                break;
            case TokenKind.Extension:
                _json.WriteStartArray();
                _json.WriteNumberValue(token.Integer);
                WriteAttachment(token.Bytes);
                _json.WriteEndArray();
                break;
            default:
                _json.WriteNullValue();
                break;
        }
    }

    private void WriteDate(in Token token)
    {
        Span<byte> text = stackalloc byte[Timestamps.MaxLength];
        if (Timestamps.TryFormat(isMilliseconds: token.Integer == 0, token.Bytes, text, out var length))
        {
            _json.WriteStringValue(text[..length]);
        }
        else
        {
            _json.WriteNullValue();
        }
    }

    private void WriteAttachment(ReadOnlySpan<byte> bytes)
    {
        PlaceholderText.Write(_json, _attachments.Count);
        _attachments.Add(bytes.ToArray());
        _attachmentBytes += bytes.Length;
    }

    private readonly record struct OpenContainer(bool IsMap, int Left);
}
