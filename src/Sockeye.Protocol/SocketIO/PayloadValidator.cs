using System.Text.Json;
using System.Text.Unicode;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye.Protocol.SocketIO;

/// <summary>
/// Checks the payload of a packet: valid JSON, not too deep, and of the shape that the type requires. After this, names are written so that
/// data and placeholders cannot be confused (<see cref="PlaceholderText"/>).
/// </summary>
internal static class PayloadValidator
{
    private const int InitialLevels = 16;

    /// <param name="parts">The packet.</param>
    /// <param name="maxDepth">The maximum nesting.</param>
    /// <param name="maxPlaceholders">
    /// The maximum number of placeholders. Several may refer to one attachment: that costs the sender nothing, but when the value is
    /// emitted again it is sent that many times.
    /// </param>
    public static PacketError Validate(ref PacketParts parts, int maxDepth, int maxPlaceholders)
    {
        ReadOnlySpan<byte> payload = parts.Payload;
        if (payload.IsEmpty)
        {
            // Node accepts an event without a name, which is of no use.
            return parts.Type is PacketType.Event or PacketType.BinaryEvent or PacketType.BinaryAck
                ? PacketError.InvalidPayload
                : PacketError.None;
        }

        if (!MayStartWith(parts.Type, payload[0]) || !Utf8.IsValid(payload))
        {
            return PacketError.InvalidPayload;
        }

        try
        {
            parts.Payload = parts.Attachments == 0 ? PlaceholderText.AsData(payload) : PlaceholderText.AsPlaceholders(payload);
            return Scan(ref parts, maxDepth, maxPlaceholders);
        }
        catch (JsonException)
        {
            return PacketError.InvalidPayload;
        }
    }

    private static bool MayStartWith(PacketType type, byte first) => type switch
    {
        PacketType.Connect => first == '{',
        PacketType.ConnectError => first is (byte)'{' or (byte)'"',
        PacketType.Disconnect => false,
        _ => first == '[',
    };

    private static PacketError Scan(ref PacketParts parts, int maxDepth, int maxPlaceholders)
    {
        // One level more than allowed, so that the limit is found here and the reader does not throw.
        var options = new JsonReaderOptions { MaxDepth = maxDepth == int.MaxValue ? maxDepth : maxDepth + 1 };
        var reader = new Utf8JsonReader(parts.Payload, options);
        reader.Read();
        if (parts.Type is PacketType.Event or PacketType.BinaryEvent)
        {
            reader.Read();
            PacketError error = CheckEventName(ref reader);
            if (error != PacketError.None)
            {
                return error;
            }
        }

        return parts.Attachments == 0
            ? ScanPlain(ref reader, maxDepth)
            : ScanBinary(ref reader, ref parts, maxDepth, maxPlaceholders);
    }

    private static PacketError CheckEventName(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            return PacketError.None;
        }

        if (reader.TokenType != JsonTokenType.String)
        {
            return PacketError.InvalidPayload;
        }

        bool isReserved = reader.ValueIsEscaped
            ? ReservedEvents.IsReserved(JsonText.GetString(reader))
            : ReservedEvents.IsReserved(reader.ValueSpan);
        return isReserved ? PacketError.ReservedEventName : PacketError.None;
    }

    private static PacketError ScanPlain(ref Utf8JsonReader reader, int maxDepth)
    {
        while (reader.Read())
        {
            if (IsTooDeep(ref reader, maxDepth))
            {
                return PacketError.TooDeep;
            }
        }

        return PacketError.None;
    }

    private static PacketError ScanBinary(ref Utf8JsonReader reader, ref PacketParts parts, int maxDepth, int maxPlaceholders)
    {
        int count = 0;
        var tracker = new PlaceholderTracker(stackalloc PlaceholderState[InitialLevels]);
        while (reader.Read())
        {
            if (IsTooDeep(ref reader, maxDepth))
            {
                return PacketError.TooDeep;
            }

            if (!tracker.Observe(reader, out PlaceholderState placeholder))
            {
                continue;
            }

            if ((uint)placeholder.Number >= (uint)parts.Attachments)
            {
                return PacketError.IllegalAttachments;
            }

            if (++count > maxPlaceholders)
            {
                return PacketError.TooManyAttachments;
            }

            // Official clients number them in order, so nothing has to be counted.
            if (parts.References is not null || placeholder.Number != count - 1)
            {
                parts.CountReference(placeholder.Number, before: count - 1);
            }
        }

        return PacketError.None;
    }

    private static bool IsTooDeep(ref Utf8JsonReader reader, int maxDepth) =>
        reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject && reader.CurrentDepth >= maxDepth;
}
