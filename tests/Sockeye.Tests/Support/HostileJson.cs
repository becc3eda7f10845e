using System.Globalization;
using System.Text;
using System.Text.Json;
using Sockeye.Protocol.SocketIO;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye.Tests.Support;

/// <summary>
/// Makes values as no client should send them and some do: any Unicode, halves of surrogate pairs, numbers that no type holds, deep nesting, empty and long
/// names, and objects that look like placeholders. The same seed makes the same values.
/// </summary>
internal sealed class HostileJson(int seed)
{
    private static readonly string[] Texts =
    [
        "", "a", "\\ud83d", "\\udc00", "x\\ud83dy", "\\ud83d\\ud83d\\ude00", "\\ude00\\ud83d", "\\ud83d\\ude00", "😀", "é\u2028\u2029", "\\u0000", "\\u007f\u007f", "\\\"\\\\\\/\\b\\f\\n\\r\\t",
        "\uffff\ufdd0", "\\uFFFD", "\ufffd", "_placeholder", "\\u005fplaceholder", "\\ud83d_placeholder", "num", "base64", "__proto__", "toString", "$ref", "<script>&'+", "\u202e\u200b", "１",
    ];

    private static readonly string[] Numbers =
    [
        "0", "-0", "-0.0", "1", "-1", "1.5", "1e400", "-1e400", "1e-400", "9007199254740993", "9223372036854775808", "18446744073709551616", "123456789012345678901234567890", "0.1", "1E5",
    ];

    private readonly Random _random = new(seed);
    private int _attachments;

    /// <summary>The binary values that the placeholders of the last value point to.</summary>
    public byte[][] Attachments { get; private set; } = [];

    /// <summary>The seeds of a run: some that are always the same, and others. <c>SOCKEYE_SEED</c> gives one of them again.</summary>
    public static int[] Seeds(int count)
    {
        if (Environment.GetEnvironmentVariable("SOCKEYE_SEED") is { } given)
        {
            return [int.Parse(given, CultureInfo.InvariantCulture)];
        }

        var first = Random.Shared.Next();
        return [.. Enumerable.Range(1, count / 2), .. Enumerable.Range(0, count - (count / 2)).Select(i => unchecked(first + i))];
    }

    /// <summary>One value, as JSON.</summary>
    /// <param name="withBinary">Whether binary values are in it. Then nothing else looks like one, as clients of a packet with attachments would not send it.</param>
    public string Value(bool withBinary)
    {
        _attachments = 0;
        var json = new StringBuilder();
        var levels = _random.Next(20) == 0 ? 100 : 0;
        json.Append('[', levels);
        Write(json, 4, withBinary);
        if (withBinary && _attachments == 0)
        {
            json.Insert(levels, "[").Append(',');
            WritePlaceholder(json);
            json.Append(']');
        }

        json.Append(']', levels);
        Attachments = [.. Enumerable.Range(0, _attachments).Select(_ => Bytes())];
        return json.ToString();
    }

    /// <summary>The payload of an event with the last value, as the decoder of the default parser gives it.</summary>
    public static ClusterPayload Payload(string value, byte[][] attachments)
    {
        var decoder = JsonPacketParser.Instance.CreateDecoder(new PacketDecoderOptions { MaxDepth = 200 });
        var head = attachments.Length == 0 ? "2" : $"5{attachments.Length}-";
        var status = decoder.Decode(Encoding.UTF8.GetBytes($"{head}[\"x\",{value}]"), isBinary: false, out var packet);
        foreach (var attachment in attachments)
        {
            status = decoder.Decode(attachment, isBinary: true, out packet);
        }

        Assert.Equal(DecodeStatus.Complete, status);
        return new ClusterPayload(packet.Payload.ToArray(), packet.Attachments.ToArray());
    }

    /// <summary>One string, as JSON.</summary>
    public string Text() => $"\"{Inner(false)}\"";

    /// <summary>What a value means: the same for all ways to write it. Binary stands in it as its bytes; halves of surrogate pairs are what they are, or U+FFFD.</summary>
    public static string Meaning(string json, IReadOnlyList<byte[]> attachments, bool readable)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = 1000 });
        reader.Read();
        return Meaning(ref reader, attachments, readable);
    }

    /// <inheritdoc cref="Meaning(string, IReadOnlyList{byte[]}, bool)"/>
    public static string Meaning(ClusterPayload payload, bool readable) =>
        Meaning(Encoding.UTF8.GetString(payload.Json.Span), [.. payload.Attachments.Select(static bytes => bytes.ToArray())], readable);

    private static string Meaning(ref Utf8JsonReader reader, IReadOnlyList<byte[]> attachments, bool readable)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartArray:
                var items = new List<string>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(Meaning(ref reader, attachments, readable));
                }

                return $"[{string.Join(',', items)}]";
            case JsonTokenType.StartObject:
                var members = new Dictionary<string, string>(StringComparer.Ordinal);
                string? mark = null, index = null;
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var (name, text) = (TextOf(reader, readable), JsonText.GetString(reader));
                    reader.Read();
                    members[name] = Meaning(ref reader, attachments, readable);
                    mark = text == "_placeholder" ? members[name] : mark;
                    index = text == "num" ? members[name] : index;
                }

                return attachments.Count > 0 && mark == "true"
                    ? $"<{Convert.ToHexString(attachments[int.Parse(index!, CultureInfo.InvariantCulture)])}>"
                    : $"{{{string.Join(',', members.Select(static member => $"{member.Key}:{member.Value}"))}}}";
            case JsonTokenType.String:
                return $"\"{TextOf(reader, readable)}\"";
            case JsonTokenType.Number:
                // JavaScript writes no sign of zero, and null for what is beyond all doubles.
                var number = double.Parse(reader.ValueSpan, CultureInfo.InvariantCulture);
                return double.IsFinite(number) ? (number == 0 ? 0 : number).ToString("R", CultureInfo.InvariantCulture) : "null";
            default:
                return Encoding.UTF8.GetString(reader.ValueSpan);
        }
    }

    // Escapes are the only thing that is written in more than one way.
    private static string TextOf(in Utf8JsonReader reader, bool readable)
    {
        if (readable)
        {
            return JsonText.GetString(reader);
        }

        var utf8 = new byte[reader.ValueSpan.Length];
        return Convert.ToHexString(utf8.AsSpan(0, JsonText.Unescape(reader.ValueSpan, utf8, keepHalves: true)));
    }

    private void Write(StringBuilder json, int depth, bool withBinary)
    {
        switch (_random.Next(depth > 0 ? 9 : 5))
        {
            case 0:
                json.Append(Numbers[_random.Next(Numbers.Length)]);
                break;
            case 1:
                json.Append((string[])["true", "false", "null"] is var words ? words[_random.Next(3)] : null);
                break;
            case 2 when withBinary:
                WritePlaceholder(json);
                break;
            case 2:
                json.Append((string[])["""{"_placeholder":true,"num":0}""", """{"num":7,"\u005fplaceholder":true}""", """{"_placeholder":true,"num":-1,"_placeholder":true}""", """{"_placeholder":true}""",
                    """{"_placeholder":true,"num":0,"base64":"AQID"}""", """{"b\u0061se64":"=","_placeholder":true}"""]
                    is var fakes ? fakes[_random.Next(6)] : null);
                break;
            case 3 or 4:
                json.Append('"').Append(Inner(false)).Append('"');
                break;
            case 5 or 6:
                json.Append('[');
                WriteMany(json, () => Write(json, depth - 1, withBinary));
                json.Append(']');
                break;
            default:
                json.Append('{');
                WriteMany(json, () =>
                {
                    json.Append('"').Append(Inner(withBinary)).Append("\":");
                    Write(json, depth - 1, withBinary);
                });
                json.Append('}');
                break;
        }
    }

    private void WriteMany(StringBuilder json, Action write)
    {
        var count = _random.Next(5);
        for (var i = 0; i < count; i++)
        {
            json.Append(i == 0 ? string.Empty : ",");
            write();
        }
    }

    private void WritePlaceholder(StringBuilder json)
    {
        // As many as clients take in one packet: decoders take no more placeholders than that either, so an attachment has one.
        if (_attachments == 10)
        {
            json.Append("null");
            return;
        }

        json.Append(CultureInfo.InvariantCulture, $$"""{"_placeholder":true,"num":{{_attachments++}}}""");
    }

    private string Inner(bool isNameBesideBinary)
    {
        var text = new StringBuilder();
        for (var count = _random.Next(4); count > 0; count--)
        {
            text.Append(Texts[_random.Next(Texts.Length)]);
        }

        if (_random.Next(100) == 0)
        {
            text.Append('k', 20_000);
        }

        return isNameBesideBinary ? text.Append('.').ToString() : text.ToString();
    }

    private byte[] Bytes()
    {
        var bytes = new byte[_random.Next(4) == 0 ? 0 : _random.Next(300)];
        _random.NextBytes(bytes);
        return bytes;
    }
}
