using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye;

/// <summary>
/// The common parts of the message formats of all backends. Readers return <see langword="null"/> for data of another shape. They throw
/// only if the JSON is not valid.
/// </summary>
internal static class ClusterJson
{
    private const int MaxDepth = 256; // by default, arguments of clients are less deep

    /// <summary>Parses a message, with a limit for the depth.</summary>
    /// <exception cref="JsonException">The message is not JSON, not UTF-8, or too deep.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        // The document does not check its strings. Clients get them unchanged, and close a connection that sends invalid text.
        if (!Utf8.IsValid(json.Span))
        {
            throw new JsonException("It is not UTF-8.");
        }

        return JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
    }

    /// <summary>Writes the packet of a broadcast: <c>{"type":2,"data":[...]}</c>, optionally with its namespace.</summary>
    public static void WritePacket(Utf8JsonWriter writer, ReadOnlySpan<byte> payload, string? ns)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        writer.WriteNumber("type", 2);
        writer.WritePropertyName("data");
        writer.WriteRawValue(payload, skipInputValidation: true);
        if (ns is not null)
        {
            writer.WriteString("nsp", ns);
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes the recipients: <c>{"rooms":[],"except":[],"flags":{}}</c>.</summary>
    public static void WriteOptions(Utf8JsonWriter writer, BroadcastOptions options, bool withFlags)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(options);
        writer.WriteStartObject();
        WriteStrings(writer, "rooms", options.Rooms);
        WriteStrings(writer, "except", options.Except);
        if (withFlags)
        {
            writer.WriteStartObject("flags");
            if (options.Flags.Volatile)
            {
                writer.WriteBoolean("volatile", true);
            }

            if (options.Flags.Compress is { } compress)
            {
                writer.WriteBoolean("compress", compress);
            }

            if (options.Flags.Timeout is { } timeout)
            {
                writer.WriteNumber("timeout", (long)timeout.TotalMilliseconds);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes a list of strings as a member.</summary>
    public static void WriteStrings(Utf8JsonWriter writer, string name, IReadOnlyList<string> values)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(values);
        writer.WriteStartArray(name);
        for (var i = 0; i < values.Count; i++)
        {
            writer.WriteStringValue(values[i]);
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes the member <c>capabilities</c>; nothing if the server can do nothing beyond a Node server.</summary>
    public static void WriteCapabilities(Utf8JsonWriter writer, ClusterCapabilities capabilities)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (capabilities != ClusterCapabilities.None)
        {
            writer.WriteNumber("capabilities", (int)capabilities);
        }
    }

    /// <summary>Reads the member <c>capabilities</c>.</summary>
    public static ClusterCapabilities ReadCapabilities(JsonElement parent) => (ClusterCapabilities)(parent.GetCount("capabilities") ?? 0);

    /// <summary>Writes sockets as the member <c>sockets</c>.</summary>
    public static void WriteSockets(Utf8JsonWriter writer, IReadOnlyList<ClusterSocket> sockets)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(sockets);
        writer.WriteStartArray("sockets");
        foreach (var socket in sockets)
        {
            writer.WriteStartObject();
            writer.WriteString("id", socket.Id);
            writer.WritePropertyName("handshake");
            WriteValue(writer, socket.Handshake);
            WriteStrings(writer, "rooms", socket.Rooms);
            writer.WritePropertyName("data");
            WriteValue(writer, socket.Data);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>
    /// Reads the member <c>packet</c> of a broadcast. It may be a binary event; either way binary values are placeholders in its data.
    /// </summary>
    public static ClusterPayload? ReadPacket(JsonElement parent, IReadOnlyList<ReadOnlyMemory<byte>> attachments) =>
        parent.TryGetProperty("packet", out var packet) ? ReadPacketItself(packet, attachments) : null;

    /// <summary>Reads the packet of a broadcast.</summary>
    public static ClusterPayload? ReadPacketItself(JsonElement packet, IReadOnlyList<ReadOnlyMemory<byte>> attachments) =>
        packet.ValueKind == JsonValueKind.Object && packet.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.Number
        && type.TryGetInt32(out var number) && number is 2 or 5
            ? ReadEvent(packet, "data", attachments)
            : null;

    /// <summary>Reads an event: an array that begins with a name.</summary>
    public static ClusterPayload? ReadEvent(JsonElement parent, string name, IReadOnlyList<ReadOnlyMemory<byte>> attachments) =>
        parent.TryGetProperty(name, out var data) && data.ValueKind == JsonValueKind.Array && data.GetArrayLength() > 0 && data[0].ValueKind == JsonValueKind.String
            ? new ClusterPayload(JsonMarshal.GetRawUtf8Value(data).ToArray(), attachments)
            : null;

    /// <summary>Reads any value; null if it is missing, because Node leaves out undefined values.</summary>
    public static ClusterPayload ReadValue(JsonElement parent, string name, IReadOnlyList<ReadOnlyMemory<byte>> attachments) =>
        parent.TryGetProperty(name, out var value) ? new ClusterPayload(JsonMarshal.GetRawUtf8Value(value).ToArray(), attachments) : ClusterPayload.Null;

    /// <summary>Reads the recipients from the member <c>opts</c>.</summary>
    public static BroadcastOptions? ReadOptions(JsonElement parent) => parent.TryGetProperty("opts", out var options) ? ReadOptionsItself(options) : null;

    /// <summary>Reads the recipients.</summary>
    public static BroadcastOptions? ReadOptionsItself(JsonElement options)
    {
        if (options.ValueKind != JsonValueKind.Object || options.GetStrings("rooms") is not { } rooms)
        {
            return null;
        }

        // Emitters of older versions leave out what is empty, except the rooms.
        IReadOnlyList<string>? except = options.TryGetProperty("except", out _) ? options.GetStrings("except") : [];
        return except is null ? null : new BroadcastOptions { Rooms = rooms, Except = except, Flags = ReadFlags(options) };
    }

    /// <summary>Reads the member <c>sockets</c>.</summary>
    public static IReadOnlyList<ClusterSocket>? ReadSockets(JsonElement parent)
    {
        if (!parent.TryGetProperty("sockets", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var sockets = new List<ClusterSocket>(list.GetArrayLength());
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object || item.GetText("id") is not { } id || item.GetStrings("rooms") is not { } rooms)
            {
                return null;
            }

            sockets.Add(new ClusterSocket(id, Member(item, "handshake"), rooms, Member(item, "data")));
        }

        return sockets;
    }

    /// <summary>Gets a member that is a string, with U+FFFD for each half of a surrogate pair.</summary>
    public static string? GetText(this JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? JsonText.GetString(value) : null;

    /// <summary>Gets a member that is a count: an integer that is not negative.</summary>
    public static int? GetCount(this JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var count) && count >= 0 ? count : null;

    /// <summary>Whether a member is <c>true</c>.</summary>
    public static bool IsTrue(this JsonElement parent, string name) => parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    /// <summary>Writes how sockets are disconnected. Node servers read <c>close</c> alone.</summary>
    public static void WriteDisconnect(Utf8JsonWriter writer, ClusterMessage message)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(message);
        writer.WriteBoolean("close", message.Close);
        if (message.Options.DisconnectReason is { } reason)
        {
            writer.WriteString("reason", reason);
        }
    }

    /// <summary>Reads how sockets are disconnected, into a message that has its options.</summary>
    public static ClusterMessage ReadDisconnect(JsonElement parent, ClusterMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message with { Close = parent.IsTrue("close"), Options = message.Options with { DisconnectReason = parent.GetText("reason") } };
    }

    /// <summary>Gets a member that is a list of names. Numbers are names too, because rooms of Node servers may be numbers.</summary>
    public static IReadOnlyList<string>? GetStrings(this JsonElement parent, string name)
    {
        if (!parent.TryGetProperty(name, out var list) || list.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var strings = new string[list.GetArrayLength()];
        var next = 0;
        foreach (var item in list.EnumerateArray())
        {
            switch (item.ValueKind)
            {
                case JsonValueKind.String:
                    strings[next++] = JsonText.GetString(item);
                    break;
                case JsonValueKind.Number:
                    strings[next++] = item.GetRawText();
                    break;
                default:
                    return null;
            }
        }

        return strings;
    }

    private static BroadcastFlags ReadFlags(JsonElement options)
    {
        if (!options.TryGetProperty("flags", out var flags) || flags.ValueKind != JsonValueKind.Object)
        {
            return default;
        }

        var timeout = flags.TryGetProperty("timeout", out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var milliseconds)
            && milliseconds is >= 0 and < int.MaxValue
            ? TimeSpan.FromMilliseconds(milliseconds)
            : (TimeSpan?)null;
        bool? compress = flags.TryGetProperty("compress", out var flag) && flag.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? flag.ValueKind == JsonValueKind.True
            : null;
        return new BroadcastFlags { Volatile = flags.IsTrue("volatile"), Compress = compress, Timeout = timeout };
    }

    /// <summary>Writes any value, including invalid text of a client.</summary>
    public static void WriteValue(Utf8JsonWriter writer, JsonElement value)
    {
        ArgumentNullException.ThrowIfNull(writer);
        SelfContainedJson.Write(writer, value);
    }

    /// <summary>Gets a member that is any value, with U+FFFD for each half of a surrogate pair.</summary>
    public static JsonElement? ReadElement(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value)
            ? JsonElement.Parse(JsonText.Readable(JsonMarshal.GetRawUtf8Value(value)), new JsonDocumentOptions { MaxDepth = MaxDepth })
            : null;

    private static JsonElement Member(JsonElement parent, string name) => ReadElement(parent, name) ?? JsonElement.Parse("{}");
}
