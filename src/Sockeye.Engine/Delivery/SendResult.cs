namespace Sockeye.Engine.Delivery;

/// <summary>What became of a packet given to <see cref="Sessions.EngineSession.Send"/>.</summary>
public enum SendResult
{
    /// <summary>It is in the session's outbox.</summary>
    Queued,

    /// <summary>It was volatile and the transport was not writable.</summary>
    Dropped,

    /// <summary>The outbox is full: the reader is too slow and the session is being closed.</summary>
    Overflow,

    /// <summary>The session is closing or closed.</summary>
    Closed,
}
