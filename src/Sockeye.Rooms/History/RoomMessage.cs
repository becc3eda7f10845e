namespace Sockeye;

/// <summary>A message of a room that was kept.</summary>
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
    /// Its place among the messages of the room: the same that those got with the event who were there. Offsets of one room sort as texts, by their characters; apart from
    /// that they mean nothing.
    /// </summary>
    public string Offset { get; }

    /// <summary>When it was kept, by the clock of the store.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>The name of the event.</summary>
    public string EventName { get; }

    /// <summary>The arguments of the event, without the offset. Binary values are not to be changed: others may get the same.</summary>
    public EventArguments Arguments { get; }
}
