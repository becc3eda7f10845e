namespace Sockeye.Emitters.Redis.Connections;

/// <summary>Somebody who listens to a channel.</summary>
/// <param name="onMessage">Gets each message and the name of the channel that it was sent to, one after the other.</param>
/// <param name="onDropped">Called for each message that had no room.</param>
/// <param name="end">Ends the subscription.</param>
internal sealed class RedisSubscription(Action<ReadOnlyMemory<byte>, string> onMessage, Action? onDropped, Func<RedisSubscription, Task> end)
{
    private readonly TaskCompletionSource _established = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the channel is listened to, however late.</summary>
    public Task Established => _established.Task;

    /// <summary>Completes when the channel is listened to, or when it is clear that it is not yet; it does not fail.</summary>
    public Task Listening { get; set; } = Task.CompletedTask;

    public void OnMessage(ReadOnlyMemory<byte> message, string channel) => onMessage(message, channel);

    public void OnEstablished() => _established.TrySetResult();

    public void OnDropped() => onDropped?.Invoke();

    /// <summary>Nothing comes any longer. The task completes when the channel is as other subscribers want it, or when that is not possible now; it does not fail.</summary>
    public Task EndAsync() => end(this);
}
