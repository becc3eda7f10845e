using Sockeye.Emitters.Postgres.Connections;
using Sockeye.Emitters.Postgres.Messages;
using Sockeye.Postgres.Connections;

namespace Sockeye.Postgres;

/// <summary>The adapter on LISTEN and NOTIFY, with one channel for all messages of the namespace, including answers.</summary>
internal sealed class PostgresAdapter : HeartbeatAdapter
{
    private readonly PostgresConnection _connection;
    private readonly ChannelSubscription _subscription;
    private readonly string _ownEnvelope;
    private readonly string _ownHeader;

    public PostgresAdapter(Namespace ns, PostgresAdapterOptions options, PostgresConnection connection)
        : base(ns, options)
    {
        _connection = connection;

        // Messages of this server come back to it. They are recognized by their beginning or end, without being decoded.
        var own = PostgresEncoder.Encode(Own(ClusterMessageType.Heartbeat), int.MaxValue).Text;
        _ownEnvelope = own[own.IndexOf("\"uid\"", StringComparison.Ordinal)..];
        _ownHeader = $$"""{"uid":"{{ServerId}}",""";
        _subscription = new ChannelSubscription(ChannelName.Of(options.ChannelPrefix, ns.Name), OnNotification, base.Start, Lose);
    }

    // The server announces itself when it receives from the others, and again after each outage.
    protected override void Start() => _connection.Listener.Subscribe(_subscription);

    public override async ValueTask DisposeAsync()
    {
        _connection.Listener.Unsubscribe(_subscription);
        await _connection.Listener.WaitBrieflyAsync(base.DisposeAsync().AsTask());
    }

    protected override ValueTask PublishAsync(ClusterMessage message) => _connection.Publisher.PublishAsync(message);

    protected override ValueTask RespondAsync(string requester, ClusterMessage response) => _connection.Publisher.PublishAsync(response);

    protected override ValueTask WhenReadyAsync() =>
        _subscription.Listening.IsCompleted ? default : _connection.Listener.WaitBrieflyAsync(_subscription.Listening);

    private ClusterMessage Own(ClusterMessageType type) => new(type) { ServerId = ServerId, Namespace = Namespace.Name };

    private Arrival OnNotification(string payload)
    {
        if (payload.EndsWith(_ownEnvelope, StringComparison.Ordinal) || payload.StartsWith(_ownHeader, StringComparison.Ordinal))
        {
            return default;
        }

        var message = PostgresDecoder.Decode(payload, Namespace.Name, out var attachmentId);
        return attachmentId is { } id ? new(null, _connection.Attachments.ReadAsync(id, HandleAttachment)) : new(() => Handle(message, "malformed"));
    }

    private void HandleAttachment(byte[]? attachment) =>
        Handle(attachment is null ? null : PostgresDecoder.DecodeAttachment(attachment, Namespace.Name), attachment is null ? "missing" : "malformed");

    private void Handle(ClusterMessage? message, string reason)
    {
        if (message is null)
        {
            Skip(reason);
        }
        else if (!IsAnswerForAnother(message))
        {
            Receive(message);
        }
    }

    // All servers receive the answers to all.
    private bool IsAnswerForAnother(ClusterMessage message) =>
        message.Type is ClusterMessageType.FetchSocketsResponse or ClusterMessageType.ServerSideEmitResponse or ClusterMessageType.BroadcastClientCount
            or ClusterMessageType.BroadcastAck or ClusterMessageType.CountSocketsResponse or ClusterMessageType.BroadcastLeft
            or ClusterMessageType.AllRoomsResponse
        && (message.RequestId is null || !IsAwaited(message.RequestId));
}
