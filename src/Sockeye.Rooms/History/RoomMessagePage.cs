namespace Sockeye;

/// <summary>Some of the messages of a room.</summary>
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
    /// Whether there are more: newer ones where the messages since an offset were asked for (go on with that of the last message), older ones otherwise (go on with those before
    /// the first).
    /// </summary>
    public bool HasMore { get; }

    /// <summary>
    /// Whether messages since the offset may be missing: the message of that offset is no longer kept, and all that are kept are newer.
    /// </summary>
    public bool IsTruncated { get; }
}
