using Sockeye.Emitters.Postgres.Rooms;
using Sockeye.Postgres.Connections;

namespace Sockeye.Postgres.Rooms;

/// <summary>One channel for all servers, and one for each. No namespace has such a name: those begin with a slash.</summary>
internal sealed class PostgresRoomChannel(PostgresConnection connection, RoomDatabase database) : RoomChannel
{
    private ChannelSubscription[] _subscribed = [];

    public override async Task StartAsync(string serverId, Action<ReadOnlyMemory<byte>> onMessage)
    {
        _subscribed = [Subscribe(ChannelOf(null)), Subscribe(ChannelOf(serverId))];
        await connection.WaitBrieflyAsync(Task.WhenAll([database.PrepareAsync(), .. _subscribed.Select(static subscription => subscription.Listening)]));

        ChannelSubscription Subscribe(string channel)
        {
            var subscription = new ChannelSubscription(channel, payload => OnNotification(payload, onMessage), static () => { }, static () => { });
            connection.Listener.Subscribe(subscription);
            return subscription;
        }
    }

    public override ValueTask PublishAsync(ReadOnlyMemory<byte> message, string? toServer) =>
        connection.Publisher.PublishAsync(ChannelOf(toServer), RoomMessageFormat.Encode(message, connection.Settings.Publishing.PayloadThreshold));

    public void Stop() => Array.ForEach(_subscribed, connection.Listener.Unsubscribe);

    private Arrival OnNotification(string payload, Action<ReadOnlyMemory<byte>> onMessage)
    {
        // What is no message is passed over: whoever may connect to the database may notify.
        var message = RoomMessageFormat.Decode(payload, out var attachmentId);
        return attachmentId is { } id ? new(null, connection.ReadAttachmentAsync(id, Handle)) : new(() => Handle(message));

        void Handle(byte[]? bytes)
        {
            if (bytes is not null)
            {
                onMessage(bytes);
            }
        }
    }

    private string ChannelOf(string? server)
    {
        // 63 bytes at most, with an id of 32 and the longest prefix.
        var name = connection.Settings.Publishing.ChannelPrefix + "#rooms";
        return server is null ? name : $"{name}:{server}";
    }
}
