using Sockeye.Protocol.EngineIO;

namespace Sockeye.Client.Transports;

/// <summary>The body of a POST request: packets with separators between them, and binary messages as base64.</summary>
internal static class PollingPayload
{
    /// <summary>The length of one packet in a payload, without separators.</summary>
    public static long GetLength(in OutgoingPacket packet) => packet.IsBinary ? 1 + ((packet.Data.Length + 2L) / 3 * 4) : packet.Data.Length;

    /// <exception cref="IOException">The payload would be larger than an array can be.</exception>
    public static byte[] Write(ReadOnlySpan<OutgoingPacket> packets)
    {
        long length = packets.Length - 1;
        foreach (ref readonly var packet in packets)
        {
            length += GetLength(packet);
        }

        var body = GC.AllocateUninitializedArray<byte>(length <= Array.MaxLength ? (int)length : throw new IOException("The message is too large to be sent by polling."));
        var rest = body.AsSpan();
        foreach (ref readonly var packet in packets)
        {
            Write(ref rest, packet.Data.Span, packet.IsBinary);
        }

        return body;
    }

    private static void Write(ref Span<byte> rest, ReadOnlySpan<byte> data, bool isBinary)
    {
        int written;
        if (isBinary)
        {
            written = EnginePacket.WriteBase64(rest, data);
        }
        else
        {
            data.CopyTo(rest);
            written = data.Length;
        }

        rest = rest[written..];
        if (!rest.IsEmpty)
        {
            rest[0] = EnginePacket.Separator;
            rest = rest[1..];
        }
    }
}
