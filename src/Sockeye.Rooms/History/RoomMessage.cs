namespace Sockeye;

/// <summary>A kept message of a room.</summary>
public sealed class RoomMessage
{
    internal RoomMessage(string offset, DateTimeOffset time, string eventName, EventArguments arguments)
    {
        Offset = offset;
        Time = time;
        EventName = eventName;
        Arguments = arguments;
    }

    /// <summary>
    /// The position among the messages of the room. Members got the same offset with the event. The offsets of one room sort as texts, by
    /// ordinal comparison. Do not derive anything else from them.
    /// </summary>
    public string Offset { get; }

    /// <summary>The time at which it was kept, by the clock of the store.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>The name of the event.</summary>
    public string EventName { get; }

    /// <summary>
    /// The arguments of the event, without the offset. Do not change binary values, because other callers may get the same arrays.
    /// </summary>
    public EventArguments Arguments { get; }
}
