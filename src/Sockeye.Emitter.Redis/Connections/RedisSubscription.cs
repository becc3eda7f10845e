namespace Sockeye.Emitters.Redis.Connections;

/// <summary>A subscription to a channel.</summary>
/// <param name="onMessage">Gets each message with the name of its channel, one after the other.</param>
/// <param name="onDropped">Called for each message that was dropped because there was no room.</param>
/// <param name="end">Ends the subscription.</param>
internal sealed class RedisSubscription(Action<ReadOnlyMemory<byte>, string> onMessage, Action? onDropped, Func<RedisSubscription, Task> end)
{
    private readonly TaskCompletionSource _established = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the channel is subscribed, however late.</summary>
    public Task Established => _established.Task;

    /// <summary>Completes when the channel is subscribed, or when it is clear that it is not yet. It does not fail.</summary>
    public Task Listening { get; set; } = Task.CompletedTask;

    public void OnMessage(ReadOnlyMemory<byte> message, string channel) => onMessage(message, channel);

    public void OnEstablished() => _established.TrySetResult();

    public void OnDropped() => onDropped?.Invoke();

    /// <summary>
    /// Ends the subscription: no more messages come. The task completes when the channel is in the state that other subscribers want, or
    /// when that is not possible now. It does not fail.
    /// </summary>
    public Task EndAsync() => end(this);
}
