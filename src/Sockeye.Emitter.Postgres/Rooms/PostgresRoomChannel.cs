using Sockeye.Emitters.Postgres.Connections;

namespace Sockeye.Emitters.Postgres.Rooms;

/// <summary>
/// One channel for all servers, and one for each server and each process that asks. No namespace has such a name, because names of
/// namespaces begin with a slash.
/// </summary>
/// <param name="publisher">Sends messages.</param>
/// <param name="listener">Receives messages.</param>
/// <param name="attachments">Reads messages that do not fit into notifications.</param>
/// <param name="settings">The limits, and the prefix of the names.</param>
/// <param name="server">
/// The tables of a server, which it looks for when it begins to listen; <see langword="null"/> for a process that only asks and does not
/// receive messages to all.
/// </param>
internal sealed class PostgresRoomChannel(PostgresPublisher publisher, PostgresListener listener, AttachmentReader attachments, PublisherSettings settings, RoomDatabase? server) : RoomChannel
{
    private ChannelSubscription[] _subscribed = [];

    public override async Task StartAsync(string serverId, Action<ReadOnlyMemory<byte>> onMessage)
    {
        listener.Start();
        var own = Subscribe(ChannelOf(serverId));
        _subscribed = server is null ? [own] : [Subscribe(ChannelOf(null)), own];
        await listener.WaitBrieflyAsync(Task.WhenAll([server?.PrepareAsync() ?? Task.CompletedTask, .. _subscribed.Select(static subscription => subscription.Listening)]));

        ChannelSubscription Subscribe(string channel)
        {
            var subscription = new ChannelSubscription(channel, payload => OnNotification(payload, onMessage), static () => { }, static () => { });
            listener.Subscribe(subscription);
            return subscription;
        }
    }

    public override ValueTask PublishAsync(ReadOnlyMemory<byte> message, string? toServer) =>
        publisher.PublishAsync(ChannelOf(toServer), RoomMessageFormat.Encode(message, settings.PayloadThreshold));

    public void Stop() => Array.ForEach(_subscribed, listener.Unsubscribe);

    private Arrival OnNotification(string payload, Action<ReadOnlyMemory<byte>> onMessage)
    {
        // Anything that is not a message is skipped, because everyone who may connect to the database may notify.
        var message = RoomMessageFormat.Decode(payload, out var attachmentId);
        return attachmentId is { } id ? new(null, attachments.ReadAsync(id, Handle)) : new(() => Handle(message));

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
        // At most 63 bytes, with an id of 32 and the longest prefix.
        var name = settings.ChannelPrefix + "#rooms";
        return server is null ? name : $"{name}:{server}";
    }
}
