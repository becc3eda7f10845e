namespace Sockeye.Engine.Delivery;

/// <summary>The result of <see cref="Sessions.EngineSession.Send"/>.</summary>
public enum SendResult
{
    /// <summary>The packet is in the send queue of the session.</summary>
    Queued,

    /// <summary>The packet was volatile, and the transport was not writable.</summary>
    Dropped,

    /// <summary>The send queue is full: the client reads too slowly, and the session is being closed.</summary>
    Overflow,

    /// <summary>The session is closing or closed.</summary>
    Closed,
}
