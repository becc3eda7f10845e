namespace Sockeye.Emitters.MessagePack;

/// <summary>
/// Reads the envelope of Node, as JSON or MessagePack. The input may be anything; for invalid input the result is <see langword="null"/>.
/// </summary>
internal static class Envelope
{
    public static ClusterMessage? Decode(ReadOnlyMemory<byte> message) => Unpack(message) is { } envelope ? ClusterMessageJson.Read(envelope) : null;

    /// <summary>Reads an envelope. JSON begins with a brace, which MessagePack for a map or an array never does.</summary>
    public static ClusterPayload? Unpack(ReadOnlyMemory<byte> message) =>
        message.Length > 0 && message.Span[0] == '{' ? new ClusterPayload(message, []) : MessagePackToJson.Convert(message);
}
