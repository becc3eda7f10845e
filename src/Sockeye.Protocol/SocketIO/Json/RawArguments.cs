using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace Sockeye.Protocol.SocketIO.Json;

/// <summary>Passes on received arguments without decoding them.</summary>
public static class RawArguments
{
    private const int InitialLevels = 16;
    private const int MaxNumberLength = 10;

    /// <summary>
    /// Writes the elements of a received payload into the open array of a writer, and appends the attachments of the payload to those of
    /// the packet that is being written. Placeholders are renumbered if that packet already has attachments.
    /// </summary>
    /// <param name="writer">The writer.</param>
    /// <param name="payload">A payload in the form of <see cref="Packet.Payload"/>: a JSON array, or empty.</param>
    /// <param name="skip">The number of elements to leave out at the start; 1 for the event name.</param>
    /// <param name="payloadAttachments">The attachments of the payload.</param>
    /// <param name="attachments">The attachments of the packet being written.</param>
    /// <exception cref="JsonException">The payload is not valid JSON.</exception>
    public static void Copy(
        Utf8JsonWriter writer,
        ReadOnlySpan<byte> payload,
        int skip,
        ReadOnlySpan<ReadOnlyMemory<byte>> payloadAttachments,
        ref List<ReadOnlyMemory<byte>>? attachments)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentOutOfRangeException.ThrowIfNegative(skip);
        if (payloadAttachments.IsEmpty)
        {
            // The payload may come from another server, which does not write names in this way.
            payload = PlaceholderText.AsData(payload);
        }

        if (payload.IsEmpty || !TryFindElement(payload, skip, out int start))
        {
            return;
        }

        int offset = attachments?.Count ?? 0;
        if (!payloadAttachments.IsEmpty)
        {
            attachments ??= new List<ReadOnlyMemory<byte>>(payloadAttachments.Length);
            attachments.AddRange(payloadAttachments);
        }

        // Several values with the commas between them: a writer without validation takes them as one.
        int end = payload.LastIndexOf((byte)']');
        if (payloadAttachments.IsEmpty || offset == 0)
        {
            writer.WriteRawValue(payload[start..end], skipInputValidation: true);
        }
        else
        {
            WriteRenumbered(writer, payload, start, end, offset);
        }
    }

    private static bool TryFindElement(ReadOnlySpan<byte> payload, int index, out int start)
    {
        start = 0;
        Utf8JsonReader reader = CreateReader(payload);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("A payload has to be an array.");
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (index-- == 0)
            {
                start = (int)reader.TokenStartIndex;
                return true;
            }

            reader.Skip();
        }

        return false;
    }

    private static void WriteRenumbered(Utf8JsonWriter writer, ReadOnlySpan<byte> payload, int start, int end, int offset)
    {
        List<PlaceholderState> placeholders = FindPlaceholders(payload, start);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(end - start + (placeholders.Count * MaxNumberLength));
        int length = 0;
        foreach (PlaceholderState placeholder in placeholders)
        {
            ReadOnlySpan<byte> before = payload[start..placeholder.Start];
            before.CopyTo(buffer.AsSpan(length));
            length += before.Length;
            Utf8Formatter.TryFormat(placeholder.Number + offset, buffer.AsSpan(length), out int digits);
            length += digits;
            start = placeholder.Start + placeholder.Length;
        }

        ReadOnlySpan<byte> tail = payload[start..end];
        tail.CopyTo(buffer.AsSpan(length));
        length += tail.Length;
        writer.WriteRawValue(buffer.AsSpan(0, length), skipInputValidation: true);
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private static List<PlaceholderState> FindPlaceholders(ReadOnlySpan<byte> payload, int start)
    {
        var placeholders = new List<PlaceholderState>();
        var tracker = new PlaceholderTracker(stackalloc PlaceholderState[InitialLevels]);
        Utf8JsonReader reader = CreateReader(payload);
        while (reader.Read())
        {
            if (tracker.Observe(reader, out PlaceholderState placeholder) && placeholder.Number >= 0 && placeholder.Start >= start)
            {
                placeholders.Add(placeholder);
            }
        }

        // They are found at their ends, and one may be inside another.
        placeholders.Sort(static (left, right) => left.Start.CompareTo(right.Start));
        return placeholders;
    }

    // The depth was checked when the payload was decoded.
    private static Utf8JsonReader CreateReader(ReadOnlySpan<byte> payload) =>
        new(payload, new JsonReaderOptions { MaxDepth = int.MaxValue });
}
