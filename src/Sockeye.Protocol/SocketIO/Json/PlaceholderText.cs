using System.Runtime.InteropServices;
using System.Text.Json;

namespace Sockeye.Protocol.SocketIO.Json;

/// <summary>
/// Distinguishes objects of a JSON text that stand for a binary value from objects that only look like that. In a packet with attachments,
/// a client takes every object with <c>"_placeholder":true</c> for a placeholder; many clients also accept other values that count as true
/// in their language. Inside the server one rule holds for every payload, however it was put together: the name written as
/// <c>"_placeholder"</c> belongs to a placeholder, and data with such a name has an escape in it, <c>"\u005Fplaceholder"</c>, which parsers
/// read as the same name.
/// </summary>
public static class PlaceholderText
{
    internal const string MarkText = "_placeholder";

    /// <summary>
    /// The name with an escape in capitals. No known client writes an unnecessary escape in capitals, so an escape of a client is sent on
    /// as it was written.
    /// </summary>
    internal const string DataMarkText = "\\u005Fplaceholder";

    private static readonly JsonEncodedText MarkName = JsonEncodedText.Encode(MarkText);
    private static readonly JsonEncodedText NumberName = JsonEncodedText.Encode("num");

    internal static ReadOnlySpan<byte> Mark => "_placeholder"u8;

    private static ReadOnlySpan<byte> QuotedMark => "\"_placeholder\""u8;

    private static ReadOnlySpan<byte> QuotedDataMark => "\"\\u005Fplaceholder\""u8;

    internal static ReadOnlySpan<byte> DataMark => "\\u005Fplaceholder"u8;

    private static ReadOnlySpan<byte> False => "false"u8;

    /// <summary>Writes the placeholder of a binary value: <c>{"_placeholder":true,"num":N}</c>.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="number">The index of the value among the attachments.</param>
    public static void Write(Utf8JsonWriter writer, int number)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        WriteMembers(writer, number);
        writer.WriteEndObject();
    }

    /// <summary>Gets the number of a placeholder.</summary>
    /// <param name="value">An object of a payload.</param>
    /// <returns>The number, or -1 if the object is data.</returns>
    public static int NumberOf(JsonElement value)
    {
        bool isMarked = false;
        int number = -1;
        foreach (JsonProperty member in value.EnumerateObject())
        {
            ReadOnlySpan<byte> name = JsonMarshal.GetRawUtf8PropertyName(member);
            if (JsonText.Equals(name, Mark))
            {
                isMarked = member.Value.ValueKind == JsonValueKind.True && name.Length == Mark.Length;
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

    /// <summary>The text of a payload without attachments, in which no object stands for a binary value.</summary>
    /// <param name="json">Any JSON.</param>
    /// <exception cref="JsonException">The JSON is not valid.</exception>
    internal static ReadOnlySpan<byte> AsData(ReadOnlySpan<byte> json) => json.IndexOf(QuotedMark) < 0 ? json : Rename(json, hasAttachments: false);

    /// <summary>
    /// The text of a payload with attachments: an object whose value is <c>true</c> is a placeholder, in every spelling of the name.
    /// </summary>
    /// <param name="json">Any JSON.</param>
    /// <exception cref="JsonException">The JSON is not valid.</exception>
    internal static ReadOnlySpan<byte> AsPlaceholders(ReadOnlySpan<byte> json) => IsPlain(json) ? json : Rename(json, hasAttachments: true);

    /// <summary>Whether an object has the name of a placeholder, in any spelling.</summary>
    /// <param name="json">Valid JSON.</param>
    public static bool HasMark(ReadOnlySpan<byte> json)
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

    /// <summary>Turns a payload into the form for clients.</summary>
    /// <param name="json">The payload, valid JSON, which is changed in place.</param>
    /// <param name="attachments">The number of its attachments.</param>
    /// <returns>The new length in bytes.</returns>
    public static int ToWire(Span<byte> json, int attachments) => attachments == 0 ? RestoreNames(json) : Disarm(json);

    // Without attachments nothing can be confused, and the name is written as Node writes it. The bytes may also be the end of a string,
    // with the same meaning.
    private static int RestoreNames(Span<byte> json)
    {
        int written = 0;
        int read = 0;
        for (int at = json.IndexOf(QuotedDataMark); at >= 0; at = json[read..].IndexOf(QuotedDataMark))
        {
            Move(json, ref written, ref read, read + at);
            Put(json, QuotedMark, ref written);
            read += QuotedDataMark.Length;
        }

        Move(json, ref written, ref read, json.Length);
        return written;
    }

    // With attachments, clients would take such data for a placeholder: they would show another value in its place, or end the connection.
    // JavaScript clients before 4.5 and those in Python and Swift do so for values other than true too. So the data gets
    // "_placeholder":false. The name without its escape is shorter by more than the value may be longer, so writing never reaches the bytes
    // that are still to be read.
    private static int Disarm(Span<byte> json)
    {
        if (json.IndexOf("\\u"u8) < 0)
        {
            return json.Length;
        }

        int written = 0;
        int read = 0;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        while (reader.Read())
        {
            if (reader is not { TokenType: JsonTokenType.PropertyName, ValueIsEscaped: true } || !JsonText.Equals(reader, Mark))
            {
                continue;
            }

            int name = (int)reader.TokenStartIndex;
            int afterName = name + reader.ValueSpan.Length + 2;
            reader.Read();
            Move(json, ref written, ref read, name);
            Put(json, QuotedMark, ref written);
            read = afterName;
            if (reader.TokenType is JsonTokenType.False or JsonTokenType.Null)
            {
                continue;
            }

            int value = (int)reader.TokenStartIndex;
            reader.Skip();
            Move(json, ref written, ref read, value);
            Put(json, False, ref written);
            read = (int)reader.BytesConsumed;
        }

        Move(json, ref written, ref read, json.Length);
        return written;
    }

    private static void Move(Span<byte> json, ref int written, ref int read, int end)
    {
        if (written != read)
        {
            json[read..end].CopyTo(json[written..]);
        }

        written += end - read;
        read = end;
    }

    private static void Put(Span<byte> json, ReadOnlySpan<byte> text, ref int written)
    {
        text.CopyTo(json[written..]);
        written += text.Length;
    }

    // The form that all official clients write: no escape in any name, and each name followed by its value.
    private static bool IsPlain(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("\\u"u8) >= 0)
        {
            return false;
        }

        for (int at = json.IndexOf(QuotedMark); at >= 0; at = json.IndexOf(QuotedMark))
        {
            json = json[(at + QuotedMark.Length)..];
            if (!json.StartsWith(":true"u8))
            {
                return false;
            }
        }

        return true;
    }

    // Gives each name the spelling that says whether it belongs to a placeholder.
    private static ReadOnlySpan<byte> Rename(ReadOnlySpan<byte> json, bool hasAttachments)
    {
        var places = new List<(int Start, int Length)>();
        int length = json.Length;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || !JsonText.Equals(reader, Mark))
            {
                continue;
            }

            bool isEscaped = reader.ValueIsEscaped;
            var place = (Start: (int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
            reader.Read();
            if ((hasAttachments && reader.TokenType == JsonTokenType.True) == isEscaped)
            {
                places.Add(place);
                length += OtherSpelling(place.Length).Length - place.Length;
            }
        }

        if (places.Count == 0)
        {
            return json;
        }

        byte[] renamed = new byte[length];
        int written = 0;
        int read = 0;
        foreach ((int start, int old) in places)
        {
            json[read..start].CopyTo(renamed.AsSpan(written));
            written += start - read;
            Put(renamed, OtherSpelling(old), ref written);
            read = start + old;
        }

        json[read..].CopyTo(renamed.AsSpan(written));
        return renamed;
    }

    private static ReadOnlySpan<byte> OtherSpelling(int length) => length == Mark.Length ? DataMark : Mark;
}
