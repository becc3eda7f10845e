namespace Sockeye.Emitters;

/// <summary>What carries an emitter's messages to the servers.</summary>
internal interface IEmitterBackend : IAsyncDisposable
{
    /// <summary>Sends a message to all servers.</summary>
    /// <exception cref="ClusterPublishException">It was not sent.</exception>
    ValueTask PublishAsync(ClusterMessage message);
}
