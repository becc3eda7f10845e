namespace Sockeye.Client.Transports;

/// <summary>An outgoing Socket.IO packet: its first message, and its attachments, which follow as binary messages.</summary>
/// <param name="Data">The first message. Text has the <c>4</c> of Engine.IO in front; binary data has nothing in front.</param>
/// <param name="IsBinary">Whether the first message is binary.</param>
/// <param name="Attachments">The attachments; usually none.</param>
/// <param name="Compress">Whether it may be compressed.</param>
internal readonly record struct OutgoingPacket(ReadOnlyMemory<byte> Data, bool IsBinary, ReadOnlyMemory<byte>[] Attachments, bool Compress)
{
    // An entry in a queue and the header of an array. For small packets this is most of the memory.
    private const int Overhead = 64;

    /// <summary>How many bytes it holds while it waits.</summary>
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
