namespace Sockeye.Emitters.Postgres.Connections;

/// <summary>A subscription to a channel.</summary>
/// <param name="channel">The name of the channel.</param>
/// <param name="onNotification">Gets notifications in order, and returns what has to be done in that order.</param>
/// <param name="onListening">
/// Called when the channel is listened to, for the first time or after an outage. Notifications in between are lost.
/// </param>
/// <param name="onLost">Called when the channel is not listened to, because Postgres is not reachable or has refused it.</param>
internal sealed class ChannelSubscription(string channel, Func<string, Arrival> onNotification, Action onListening, Action onLost)
{
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _connection;

    public string Channel { get; } = channel;

    /// <summary>Completes when the channel is listened to for the first time, or when Postgres has refused it.</summary>
    public Task Listening => _listening.Task;

    public Arrival OnNotification(string payload) => onNotification(payload);

    /// <summary>Called once for each connection on which the channel is listened to.</summary>
    /// <param name="connection">The number of the connection, starting at 1.</param>
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

    /// <summary>Called when Postgres cannot listen to a channel of this name, so that no notification will come.</summary>
    public void OnRefused()
    {
        _listening.TrySetResult();
        onLost();
    }
}
