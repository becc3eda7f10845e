using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Sockeye.Protocol.SocketIO;
using Sockeye.Protocol.SocketIO.Json;
using Sockeye.Sockets;

namespace Sockeye.Client.Sockets;

/// <summary>The packets with which a socket enters its namespace (Socket.IO protocol v5, CONNECT and CONNECT_ERROR).</summary>
internal static class ConnectPackets
{
    private const string Refused = "The server refused the socket.";

    /// <summary>Writes the payload of a request.</summary>
    /// <param name="serializer">Has the JSON options.</param>
    /// <param name="privateId">The secret of the earlier session, if the server has given one.</param>
    /// <param name="offset">The position of the last event of that session.</param>
    /// <param name="auth">The object of the application; the default value if there is none.</param>
    public static byte[] Write(ArgumentSerializer serializer, string? privateId, string? offset, JsonElement auth)
    {
        var hasAuth = auth.ValueKind == JsonValueKind.Object;
        if (privateId is null && !hasAuth)
        {
            return [];
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, serializer.WriterOptions))
        {
            writer.WriteStartObject();
            if (privateId is not null)
            {
                writer.WriteString("pid"u8, privateId);
                if (offset is not null)
                {
                    writer.WriteString("offset"u8, offset);
                }
            }

            if (hasAuth)
            {
                foreach (var member in auth.EnumerateObject())
                {
                    member.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads the answer of a server that has let the socket in.</summary>
    /// <returns>The id, which a server of Socket.IO v2 does not send, and the secret of the session if it can be recovered.</returns>
    public static (string? Sid, string? Pid) Read(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty)
        {
            return default;
        }

        var json = PayloadJson.Parse(payload);
        return json.ValueKind == JsonValueKind.Object ? (StringOf(json, "sid"u8), StringOf(json, "pid"u8)) : default;
    }

    /// <summary>Reads the answer of a server that has refused the socket. The data of the middleware is the only argument.</summary>
    public static (string Message, EventArguments? Data) ReadError(ArgumentSerializer serializer, in Packet packet)
    {
        var json = packet.Payload.IsEmpty ? default : PayloadJson.Parse(packet.Payload);
        if (json.ValueKind == JsonValueKind.String)
        {
            // The form of Socket.IO v2.
            return (JsonText.GetString(json), null);
        }

        if (json.ValueKind != JsonValueKind.Object)
        {
            return (Refused, null);
        }

        EventArguments? data = null;
        if (json.TryGetProperty("data"u8, out var value))
        {
            byte[] array = [(byte)'[', .. JsonMarshal.GetRawUtf8Value(value), (byte)']'];
            data = new EventArguments(serializer, array, packet.Attachments.ToArray(), 0);
        }

        return (StringOf(json, "message"u8) ?? Refused, data);
    }

    private static string? StringOf(JsonElement json, ReadOnlySpan<byte> name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? JsonText.GetString(value) : null;
}
