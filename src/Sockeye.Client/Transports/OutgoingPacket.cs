namespace Sockeye.Client.Transports;

/// <summary>One Socket.IO packet on its way out: its first message, and its attachments, which follow it as binary messages.</summary>
/// <param name="Data">If it is text, Engine.IO's <c>4</c> stands in front; binary has nothing in front.</param>
/// <param name="IsBinary">Whether the first message is binary.</param>
/// <param name="Attachments">The attachments; usually none.</param>
/// <param name="Compress">Whether it may be compressed.</param>
internal readonly record struct OutgoingPacket(ReadOnlyMemory<byte> Data, bool IsBinary, ReadOnlyMemory<byte>[] Attachments, bool Compress)
{
    /// <summary>The bytes that it holds.</summary>
    public long Size
    {
        get
        {
            long size = Data.Length;
            foreach (var attachment in Attachments)
            {
                size += attachment.Length;
            }

            return size;
        }
    }
}
