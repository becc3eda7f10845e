namespace Sockeye.Postgres.Connections;

/// <summary>Somebody who listens to a channel.</summary>
/// <param name="channel">The name of the channel.</param>
/// <param name="onNotification">Gets what is notified, in order; returns what has to be done in that order.</param>
/// <param name="onListening">The channel is listened to, for the first time or after an outage: what was notified meanwhile is lost.</param>
internal sealed class ChannelSubscription(string channel, Func<string, Arrival> onNotification, Action onListening)
{
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Channel { get; } = channel;

    /// <summary>Completes when the channel is listened to for the first time.</summary>
    public Task Listening => _listening.Task;

    public Arrival OnNotification(string payload) => onNotification(payload);

    public void OnListening()
    {
        _listening.TrySetResult();
        onListening();
    }
}
