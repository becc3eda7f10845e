using System.Buffers;
using System.Text.Json;
using Sockeye.Broadcasting;
using Sockeye.Rooms;

namespace Sockeye.Adapters;

/// <summary>Carries out the requests of other servers, and passes their answers to the callers that wait for them.</summary>
internal sealed class ClusterReceiver(ClusterAdapter adapter)
{
    private readonly Namespace _namespace = adapter.Namespace;

    /// <summary>
    /// Carries out a message. It never throws: a message of another version, of another kind of server or of an attacker affects nothing
    /// but itself.
    /// </summary>
    public void Receive(ClusterMessage message)
    {
        if (message.ServerId == adapter.ServerId || message.Namespace != _namespace.Name)
        {
            return;
        }

        adapter.Seen(message);
        try
        {
            if (!Dispatch(message))
            {
                adapter.Skip("unexpected");
            }
        }
        catch (Exception)
        {
            adapter.Skip("failed");
        }
    }

    /// <summary>Carries out a message that has a position in the log of events.</summary>
    public void Receive(ClusterMessage message, string offset)
    {
        try
        {
            if (_namespace.Delivery.TryReceive(message, offset))
            {
                return;
            }
        }
        catch (Exception)
        {
            adapter.Skip("failed");
            return;
        }

        Receive(message);
    }

    public static EventArguments ToArguments(Namespace ns, ClusterPayload payload, int skipped) =>
        new(ns.Server.Serializer, payload.Json.ToArray(), AttachmentsOf(payload), skipped);

    /// <summary>The single value of an answer, as arguments.</summary>
    public EventArguments ToAnswer(ClusterPayload value)
    {
        byte[] array = [(byte)'[', .. value.Json.Span, (byte)']'];
        return new EventArguments(_namespace.Server.Serializer, array, AttachmentsOf(value), 0);
    }

    private static ReadOnlyMemory<byte>[] AttachmentsOf(ClusterPayload payload) => payload.Attachments as ReadOnlyMemory<byte>[] ?? [.. payload.Attachments];

    private bool Dispatch(ClusterMessage message)
    {
        switch (message.Type)
        {
            case ClusterMessageType.Broadcast:
                Broadcast(message);
                return true;
            case ClusterMessageType.SocketsJoin:
                return Completed(adapter.AddSocketsAsync(Locally(message), Free(message.Rooms)));
            case ClusterMessageType.SocketsLeave:
                return Completed(adapter.RemoveSocketsAsync(Locally(message), Free(message.Rooms)));
            case ClusterMessageType.DisconnectSockets:
                return Completed(adapter.DisconnectSocketsAsync(Locally(message), message.Close));
            case ClusterMessageType.FetchSockets:
                if (!message.Capabilities.HasFlag(ClusterCapabilities.Summaries))
                {
                    _ = FetchAsync(message);
                }

                return true;
            case ClusterMessageType.CountSockets:
                _ = CountAsync(message);
                return true;
            case ClusterMessageType.AllRooms:
                adapter.Respond(message.ServerId, new ClusterMessage(ClusterMessageType.AllRoomsResponse)
                {
                    RequestId = message.RequestId,
                    Rooms = [.. adapter.Rooms.Select(static room => room.Name)],
                });
                return true;
            case ClusterMessageType.ServerSideEmit:
                ServerSideEmit(message);
                return true;
            case ClusterMessageType.FetchSocketsResponse or ClusterMessageType.ServerSideEmitResponse or ClusterMessageType.CountSocketsResponse
                or ClusterMessageType.AllRoomsResponse or ClusterMessageType.BroadcastClientCount or ClusterMessageType.BroadcastAck or ClusterMessageType.BroadcastLeft:
                return adapter.Requests.Receive(message);
            default:
                return message.Type is ClusterMessageType.InitialHeartbeat or ClusterMessageType.Heartbeat or ClusterMessageType.AdapterClose;
        }
    }

    private static BroadcastOptions Locally(ClusterMessage message) => message.Options with { Flags = message.Options.Flags with { Local = true } };

    // Without this, a Node server whose clients choose room names would let them read what is sent to a user.
    private IReadOnlyList<string> Free(IReadOnlyList<string> rooms)
    {
        var free = RoomNames.WithoutUsers(rooms);
        if (free.Count < rooms.Count)
        {
            adapter.Skip("reserved");
        }

        return free;
    }

    // Without another server nothing here is asynchronous.
    private static bool Completed(ValueTask task) => task.IsCompletedSuccessfully;

    private void Broadcast(ClusterMessage message)
    {
        if (message.RequestId is { } requestId)
        {
            _ = adapter.RelayAcksAsync(ToPacket(message.Payload, _namespace.NextAckId()), message.Options, new ClusterAckRelay(adapter, message.ServerId, requestId));
        }
        else if (RoomWalk.Any(_namespace.Table, message.Options))
        {
            adapter.DeliverLocally(ToPacket(message.Payload, -1), message.Options);
        }
    }

    public EventPacket ToPacket(ClusterPayload payload, long id) => _namespace.StartPacket().AddAll(ToArguments(_namespace, payload, 0)).ToEvent(id);

    private async Task FetchAsync(ClusterMessage request)
    {
        var withCredentials = adapter.Credentials != ClusterCredentials.Never && !request.Capabilities.HasFlag(ClusterCapabilities.NoCredentials);
        var found = await adapter.FetchSocketsAsync(Locally(request), CancellationToken.None);
        adapter.Respond(request.ServerId, new ClusterMessage(ClusterMessageType.FetchSocketsResponse)
        {
            RequestId = request.RequestId,
            Sockets = [.. found.Select(socket => new ClusterSocket(
                socket.Id, socket.Local?.Handshake.ToJson(withCredentials) ?? socket.Handshake, socket.Rooms, socket.Data))],
        });
    }

    private async Task CountAsync(ClusterMessage request)
    {
        var count = await adapter.CountAsync(Locally(request), CancellationToken.None);
        adapter.Respond(
            request.ServerId, new ClusterMessage(ClusterMessageType.CountSocketsResponse) { RequestId = request.RequestId, Count = count.Value });
    }

    private void ServerSideEmit(ClusterMessage message)
    {
        var packet = ToArguments(_namespace, message.Payload, 1);
        if (message.RequestId is not { } requestId)
        {
            _namespace.ServerSide.Receive(packet, null);
            return;
        }

        _namespace.ServerSide.Receive(packet, value =>
        {
            adapter.Respond(
                message.ServerId, new ClusterMessage(ClusterMessageType.ServerSideEmitResponse) { RequestId = requestId, Payload = ToPayload(value) });
            return default;
        });
    }

    private ClusterPayload ToPayload(object? value)
    {
        var serializer = _namespace.Server.Serializer;
        var buffer = new ArrayBufferWriter<byte>();
        List<ReadOnlyMemory<byte>>? attachments = null;
        using (var writer = new Utf8JsonWriter(buffer, serializer.WriterOptions))
        {
            serializer.Serialize(writer, value, ref attachments);
        }

        return new ClusterPayload(buffer.WrittenMemory, attachments?.ToArray() ?? []);
    }
}
