namespace Sockeye.Emitters;

/// <summary>What carries an emitter's messages to the servers. The emitters for Redis and Postgres have theirs; another broker needs one of its own.</summary>
public interface IEmitterBackend : IAsyncDisposable
{
    /// <summary>Sends a message to all servers. It may be called by several threads at a time.</summary>
    /// <param name="message">The message.</param>
    /// <returns>Completes when the broker has it.</returns>
    /// <exception cref="ClusterPublishException">It was not sent.</exception>
    ValueTask PublishAsync(ClusterMessage message);

    /// <summary>Where the servers keep records of rooms.</summary>
    /// <value><see langword="null"/> by default: the emitter has no records.</value>
    RecordStore? Records => null;

    /// <summary>Where the servers keep messages of rooms.</summary>
    /// <value><see langword="null"/> by default: the emitter has no history.</value>
    HistoryStore? History => null;

    /// <summary>
    /// How to ask the servers who is in a room. It is started with the first question, under an id of the emitter's own, and never after the backend was disposed of; only messages to that id have
    /// to come.
    /// </summary>
    /// <value><see langword="null"/> by default: the emitter has no presence.</value>
    RoomChannel? Channel => null;
}
