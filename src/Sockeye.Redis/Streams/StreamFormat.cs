using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Sockeye.Emitters.MessagePack;
using Sockeye.Protocol.EngineIO;
using Sockeye.Protocol.SocketIO.Json;
using StackExchange.Redis;

namespace Sockeye.Redis.Streams;

/// <summary>Reads entries, and writes and reads sessions, like <c>@socket.io/redis-streams-adapter</c>.</summary>
internal static class StreamFormat
{
    /// <summary>Reads an entry; <see langword="null"/> if it is not a message.</summary>
    public static ClusterMessage? Decode(NameValueEntry[] fields)
    {
        string? server = null, ns = null, type = null;
        byte[]? data = null;
        foreach (var field in fields)
        {
            switch ((string?)field.Name)
            {
                case "uid":
                    server = field.Value;
                    break;
                case "nsp":
                    ns = field.Value;
                    break;
                case "type":
                    type = field.Value;
                    break;
                case "data":
                    data = field.Value;
                    break;
            }
        }

        return server is not null && ns is not null && int.TryParse(type, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && Unpack(data ?? []) is { } payload && ClusterMessageJson.ReadData((ClusterMessageType)number, payload) is { } message
            ? message with { ServerId = server, Namespace = ns }
            : null;
    }

    /// <summary>Writes a session as MessagePack in base64.</summary>
    public static string EncodeSession(ClusterSession session)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("sid", session.SocketId);
            writer.WriteString("pid", session.PrivateId);
            ClusterJson.WriteStrings(writer, "rooms", session.Rooms);
            writer.WritePropertyName("data");
            ClusterJson.WriteValue(writer, session.Data);
            // These fields are specific to Sockeye, and Node servers ignore them.
            if (session.Owner is { } owner)
            {
                writer.WriteString("owner", owner);
            }

            if (session.Start is { } start)
            {
                writer.WriteString("start", start);
            }

            writer.WriteEndObject();
        }

        return Convert.ToBase64String(JsonToMessagePack.Convert(new ClusterPayload(buffer.WrittenMemory, [])));
    }

    /// <summary>Reads a session.</summary>
    public static ClusterSession? DecodeSession(string text)
    {
        try
        {
            if (MessagePackToJson.Convert(FromBase64(Encoding.UTF8.GetBytes(text))) is not { } payload)
            {
                return null;
            }

            using var document = ClusterJson.Parse(payload.Json);
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object && root.GetText("sid") is { } socket && root.GetText("pid") is { } secret
                && root.GetStrings("rooms") is { } rooms
                ? new ClusterSession(secret, socket, rooms, ClusterJson.ReadElement(root, "data") ?? default)
                {
                    Owner = root.GetText("owner"),
                    Start = root.GetText("start"),
                }
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static ClusterPayload? Unpack(byte[] data)
    {
        if (data.Length == 0 || data[0] == '{')
        {
            return new ClusterPayload(data, []);
        }

        return MessagePackToJson.Convert(FromBase64(data));
    }

    private static byte[] FromBase64(ReadOnlySpan<byte> text)
    {
        var bytes = new byte[Base64Text.GetLength(text)];
        Base64Text.Decode(text, bytes);
        return bytes;
    }
}
