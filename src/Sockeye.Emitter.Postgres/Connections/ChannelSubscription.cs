namespace Sockeye.Emitters.Postgres.Connections;

/// <summary>Somebody who listens to a channel.</summary>
/// <param name="channel">The name of the channel.</param>
/// <param name="onNotification">Gets what is notified, in order; returns what has to be done in that order.</param>
/// <param name="onListening">The channel is listened to, for the first time or after an outage: what was notified meanwhile is lost.</param>
/// <param name="onLost">The channel is not listened to: Postgres is away, or has refused it.</param>
internal sealed class ChannelSubscription(string channel, Func<string, Arrival> onNotification, Action onListening, Action onLost)
{
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _connection;

    public string Channel { get; } = channel;

    /// <summary>Completes when the channel is listened to for the first time, or when Postgres has refused that.</summary>
    public Task Listening => _listening.Task;

    public Arrival OnNotification(string payload) => onNotification(payload);

    /// <summary>The channel is listened to on a connection: said once for each.</summary>
    /// <param name="connection">The number of the connection, from 1.</param>
    public void OnListening(int connection)
    {
        if (_connection != connection)
        {
            _connection = connection;
            _listening.TrySetResult();
            onListening();
        }
    }

    public void OnLost() => onLost();

    /// <summary>Postgres cannot listen to a channel of this name: nothing will come.</summary>
    public void OnRefused()
    {
        _listening.TrySetResult();
        onLost();
    }
}
