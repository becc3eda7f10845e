namespace Sockeye.Client.Transports;

/// <summary>One Socket.IO packet on its way out: its first message, and its attachments, which follow it as binary messages.</summary>
/// <param name="Data">If it is text, Engine.IO's <c>4</c> stands in front; binary has nothing in front.</param>
/// <param name="IsBinary">Whether the first message is binary.</param>
/// <param name="Attachments">The attachments; usually none.</param>
/// <param name="Compress">Whether it may be compressed.</param>
internal readonly record struct OutgoingPacket(ReadOnlyMemory<byte> Data, bool IsBinary, ReadOnlyMemory<byte>[] Attachments, bool Compress)
{
    // An entry in a queue and the head of an array: of small packets it is most of what they hold.
    private const int Overhead = 64;

    /// <summary>The bytes that it holds while it waits.</summary>
    public long Size
    {
        get
        {
            long size = Overhead + Data.Length;
            foreach (var attachment in Attachments)
            {
                size += Overhead + attachment.Length;
            }

            return size;
        }
    }
}
