using System.Runtime.InteropServices;
using System.Text.Json;

namespace Sockeye.Protocol.SocketIO.Json;

/// <summary>
/// Which objects of a JSON text stand for a binary value, and which only look so. To a client every object with <c>"_placeholder":true</c> stands for one,
/// if the packet has attachments. Inside of the server one rule holds for every payload, whatever it is put together of: the name written as
/// <c>"_placeholder"</c> belongs to a placeholder, and data that has such a name writes it <c>"\u005Fplaceholder"</c>, which is the same name to who parses it.
/// </summary>
public static class PlaceholderText
{
    internal const string MarkText = "_placeholder";

    /// <summary>No client is known to write an escape that needs none in capitals, so that what was written as an escape goes out as it came.</summary>
    internal const string DataMarkText = "\\u005Fplaceholder";

    private static readonly JsonEncodedText MarkName = JsonEncodedText.Encode(MarkText);
    private static readonly JsonEncodedText NumberName = JsonEncodedText.Encode("num");

    internal static ReadOnlySpan<byte> Mark => "_placeholder"u8;

    private static ReadOnlySpan<byte> QuotedMark => "\"_placeholder\""u8;

    private static ReadOnlySpan<byte> QuotedDataMark => "\"\\u005Fplaceholder\""u8;

    internal static ReadOnlySpan<byte> DataMark => "\\u005Fplaceholder"u8;

    // Neither true nor a change of length: the rest of the text stays where it is.
    private static ReadOnlySpan<byte> NotTrue => "1   "u8;

    /// <summary>Writes what stands for a binary value: <c>{"_placeholder":true,"num":N}</c>.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="number">The index of the value among the attachments.</param>
    public static void Write(Utf8JsonWriter writer, int number)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        WriteMembers(writer, number);
        writer.WriteEndObject();
    }

    /// <summary>The number of a placeholder.</summary>
    /// <param name="value">An object of a payload.</param>
    /// <returns>The number, or -1 if the object is data.</returns>
    public static int NumberOf(JsonElement value)
    {
        bool isMarked = false;
        int number = -1;
        foreach (JsonProperty member in value.EnumerateObject())
        {
            ReadOnlySpan<byte> name = JsonMarshal.GetRawUtf8PropertyName(member);
            if (name.SequenceEqual(Mark))
            {
                isMarked = member.Value.ValueKind == JsonValueKind.True;
            }
            else if (JsonText.Equals(name, "num"u8) && (member.Value.ValueKind != JsonValueKind.Number || !member.Value.TryGetInt32(out number)))
            {
                number = -1;
            }
        }

        return isMarked ? number : -1;
    }

    internal static void WriteMembers(Utf8JsonWriter writer, int number)
    {
        writer.WriteBoolean(MarkName, true);
        writer.WriteNumber(NumberName, number);
    }

    /// <summary>The text of a payload that came without attachments: nothing in it stands for a binary value.</summary>
    /// <param name="json">Any JSON.</param>
    /// <exception cref="JsonException">It is not valid.</exception>
    internal static ReadOnlySpan<byte> AsData(ReadOnlySpan<byte> json) => json.IndexOf(Mark) < 0 ? json : Rename(json, Mark, DataMark);

    /// <summary>The text of a payload that came with attachments: to clients the name is the same, however it is written.</summary>
    /// <param name="json">Any JSON.</param>
    /// <exception cref="JsonException">It is not valid.</exception>
    internal static ReadOnlySpan<byte> AsPlaceholders(ReadOnlySpan<byte> json) => json.IndexOf("\\u"u8) < 0 ? json : Rename(json, [], Mark);

    /// <summary>Whether anything has the name of a placeholder, however it is written.</summary>
    /// <param name="json">Valid JSON.</param>
    internal static bool HasMark(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("placeholder"u8) < 0 && json.IndexOf("\\u"u8) < 0)
        {
            return false;
        }

        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && JsonText.Equals(reader, Mark))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Makes of a payload what clients get.</summary>
    /// <param name="json">The payload, valid JSON, which is changed in its place.</param>
    /// <param name="attachments">How many attachments go with it.</param>
    /// <returns>The number of bytes that it has now.</returns>
    internal static int ToWire(Span<byte> json, int attachments)
    {
        if (attachments == 0)
        {
            return RestoreNames(json);
        }

        Disarm(json);
        return json.Length;
    }

    // Without attachments nothing can be mistaken: the name goes out as it would from Node.
    private static int RestoreNames(Span<byte> json)
    {
        int at = json.IndexOf(QuotedDataMark);
        if (at < 0)
        {
            return json.Length;
        }

        int written = 0;
        int read = 0;
        while (at >= 0)
        {
            int end = read + at;
            json[read..end].CopyTo(json[written..]);
            written += at;
            QuotedMark.CopyTo(json[written..]);
            written += QuotedMark.Length;
            read = end + QuotedDataMark.Length;
            at = json[read..].IndexOf(QuotedDataMark);
        }

        json[read..].CopyTo(json[written..]);
        return written + json.Length - read;
    }

    // With attachments, clients would show somebody else's value in the place of such data, or end the connection. So it gets "_placeholder":1.
    private static void Disarm(Span<byte> json)
    {
        if (json.IndexOf("\\u"u8) < 0)
        {
            return;
        }

        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        bool isData = false;
        while (reader.Read())
        {
            if (isData && reader.TokenType == JsonTokenType.True)
            {
                // The reader is past it.
                NotTrue.CopyTo(json[(int)reader.TokenStartIndex..]);
            }

            isData = reader is { TokenType: JsonTokenType.PropertyName, ValueIsEscaped: true } && JsonText.Equals(reader, Mark);
        }
    }

    // Gives the name another spelling, wherever it does not have it: of the one that is given, or of all that have escapes.
    private static byte[] Rename(ReadOnlySpan<byte> json, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        var places = new List<(int Start, int Length)>();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName
                && (from.IsEmpty ? reader.ValueIsEscaped && JsonText.Equals(reader, Mark) : reader.ValueSpan.SequenceEqual(from)))
            {
                places.Add(((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length));
            }
        }

        int length = json.Length;
        foreach ((_, int old) in places)
        {
            length += to.Length - old;
        }

        byte[] renamed = new byte[length];
        int written = 0;
        int read = 0;
        foreach ((int start, int old) in places)
        {
            json[read..start].CopyTo(renamed.AsSpan(written));
            written += start - read;
            to.CopyTo(renamed.AsSpan(written));
            written += to.Length;
            read = start + old;
        }

        json[read..].CopyTo(renamed.AsSpan(written));
        return renamed;
    }
}
