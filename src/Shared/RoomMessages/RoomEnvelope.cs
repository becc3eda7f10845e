using System.Text;

namespace Sockeye.RoomMessages;

/// <summary>
/// A message on the channel between servers. It begins with <c>2 sender topic\n</c> for a message of a server, and with <c>? sender
/// topic\n</c> for a question of a process that is not a server. A message of another version is skipped, as if its sender did not exist.
/// So a server that does not know questions does not take the process that asks for a server.
/// </summary>
/// <param name="IsQuestion">Whether its sender is not a server.</param>
/// <param name="From">The id of the sender.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Payload">The content.</param>
internal readonly record struct RoomEnvelope(bool IsQuestion, string From, string Topic, ReadOnlyMemory<byte> Payload)
{
    private const byte Telling = (byte)'2';
    private const byte Asking = (byte)'?';
    private const int MaxIdLength = 64;

    /// <summary>Gets the name of the topic for a subject and a namespace.</summary>
    public static string TopicOf(string matter, string ns) => matter + ":" + Uri.EscapeDataString(ns);

    public static byte[] Write(bool isQuestion, string from, string topic, ReadOnlySpan<byte> payload) =>
        [.. Encoding.UTF8.GetBytes($"{(char)(isQuestion ? Asking : Telling)} {from} {topic}\n"), .. payload];

    /// <returns>The message; <see langword="null"/> if the bytes are not one.</returns>
    public static RoomEnvelope? Read(ReadOnlyMemory<byte> message)
    {
        var end = message.Span.IndexOf((byte)'\n');
        return end > 0 && message.Span[0] is Telling or Asking && Encoding.UTF8.GetString(message.Span[..end]).Split(' ', 3) is [{ Length: 1 }, { Length: > 0 and <= MaxIdLength } from, var topic]
            ? new RoomEnvelope(message.Span[0] == Asking, from, topic, message[(end + 1)..])
            : null;
    }
}
