using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Sockeye.Protocol.SocketIO;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye.Connections;

/// <summary>
/// Reads the query that clients of Socket.IO v2 append to the name of a namespace, such as <c>/chat?token=abc</c>. It has their
/// credentials, which later clients send in the payload of the packet.
/// </summary>
internal static class NamespaceQuery
{
    // As long as a web server allows for the query of a request. For the main namespace, such clients put it there.
    private const int MaxLength = 16 * 1024;

    /// <summary>The limits of packets that may carry a query.</summary>
    public static PacketDecoderOptions Extend(PacketDecoderOptions limits) => new()
    {
        MaxAttachments = limits.MaxAttachments,
        MaxDepth = limits.MaxDepth,
        MaxNamespaceLength = (int)Math.Min((long)limits.MaxNamespaceLength + MaxLength, int.MaxValue),
        MaxPacketBytes = limits.MaxPacketBytes,
    };

    /// <summary>Removes the query from a name.</summary>
    /// <returns>The name without the query.</returns>
    public static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> ns, out ReadOnlySpan<byte> query)
    {
        var mark = ns.IndexOf((byte)'?');
        query = mark < 0 ? default : ns[(mark + 1)..];
        return mark < 0 ? ns : ns[..mark];
    }

    /// <summary>The query as an object of strings. If a name has several values the last one counts, as in Node.</summary>
    public static HandshakeAuth ToAuth(ArgumentSerializer serializer, ReadOnlySpan<byte> query)
    {
        if (query.IsEmpty)
        {
            return new HandshakeAuth(serializer, default);
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in new QueryStringEnumerable(Encoding.UTF8.GetString(query).AsMemory()))
        {
            values[pair.DecodeName().ToString()] = pair.DecodeValue().ToString();
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in values)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        return new HandshakeAuth(serializer, buffer.WrittenSpan);
    }
}
