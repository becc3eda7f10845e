namespace Sockeye.Emitters.MessagePack;

/// <summary>Reads the reference's envelope, be it JSON or MessagePack. It may be anything: what is no message gives nothing.</summary>
internal static class Envelope
{
    public static ClusterMessage? Decode(ReadOnlyMemory<byte> message) => Unpack(message) is { } envelope ? ClusterMessageJson.Read(envelope) : null;

    /// <summary>JSON begins with a brace, which no MessagePack of a map or an array does.</summary>
    public static ClusterPayload? Unpack(ReadOnlyMemory<byte> message) =>
        message.Length > 0 && message.Span[0] == '{' ? new ClusterPayload(message, []) : MessagePackToJson.Convert(message);
}
