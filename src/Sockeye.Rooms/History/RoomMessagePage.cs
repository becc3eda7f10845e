namespace Sockeye;

/// <summary>A page of the messages of a room.</summary>
public sealed class RoomMessagePage
{
    internal RoomMessagePage(string room, IReadOnlyList<RoomMessage> messages, bool hasMore, bool isTruncated)
    {
        Room = room;
        Messages = messages;
        HasMore = hasMore;
        IsTruncated = isTruncated;
    }

    /// <summary>The name of the room.</summary>
    public string Room { get; }

    /// <summary>The messages, oldest first.</summary>
    public IReadOnlyList<RoomMessage> Messages { get; }

    /// <summary>
    /// Whether there are more messages. If you asked for messages since an offset, these are newer; continue with the offset of the last
    /// message. Otherwise they are older; continue before the offset of the first message.
    /// </summary>
    public bool HasMore { get; }

    /// <summary>
    /// Whether messages since the offset may be missing: the message of that offset is no longer kept, and all kept messages are newer.
    /// </summary>
    public bool IsTruncated { get; }
}
