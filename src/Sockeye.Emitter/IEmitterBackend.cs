namespace Sockeye.Emitters;

/// <summary>
/// Carries the messages of an emitter to the servers. There are implementations for Redis and Postgres. Implement it for another broker.
/// </summary>
public interface IEmitterBackend : IAsyncDisposable
{
    /// <summary>Sends a message to all servers. It may be called on several threads at the same time.</summary>
    /// <param name="message">The message.</param>
    /// <returns>A task that completes when the broker has the message.</returns>
    /// <exception cref="ClusterPublishException">The message was not sent.</exception>
    ValueTask PublishAsync(ClusterMessage message);

    /// <summary>The store in which the servers keep records of rooms.</summary>
    /// <value><see langword="null"/> by default: the emitter has no records.</value>
    RecordStore? Records => null;

    /// <summary>The store in which the servers keep messages of rooms.</summary>
    /// <value><see langword="null"/> by default: the emitter has no history.</value>
    HistoryStore? History => null;

    /// <summary>
    /// The channel to ask the servers for the members of a room. It is started with the first question, under an id of the emitter, and
    /// never after the backend was disposed of. It has to deliver only messages to that id.
    /// </summary>
    /// <value><see langword="null"/> by default: the emitter has no presence.</value>
    RoomChannel? Channel => null;
}
