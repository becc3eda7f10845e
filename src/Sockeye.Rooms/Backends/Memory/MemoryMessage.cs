namespace Sockeye.Backends.Memory;

/// <summary>A kept message.</summary>
internal readonly struct MemoryMessage
{
    // The memory of an entry, its arrays and its share of the room, besides the bytes of the message.
    private const int Overhead = 128;
    private const int OverheadOfAttachment = 48;

    public MemoryMessage(MemoryOffset offset, ClusterPayload payload)
    {
        Offset = offset;
        Event = payload;
        Bytes = Overhead + payload.Json.Length;
        for (var i = 0; i < payload.Attachments.Count; i++)
        {
            Bytes += OverheadOfAttachment + payload.Attachments[i].Length;
        }
    }

    public MemoryOffset Offset { get; }

    public ClusterPayload Event { get; }

    public long Bytes { get; }
}
