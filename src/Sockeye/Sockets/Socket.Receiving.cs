using Sockeye.Protocol.SocketIO;
using Sockeye.Sockets.Listeners;

namespace Sockeye;

/// <content>What the socket does with the packets of its client.</content>
public sealed partial class Socket
{
    internal Task? OnPacket(in Packet packet)
    {
        switch (packet.Type)
        {
            case PacketType.Event:
                return Namespace.Server.Options.SerializeHandlers
                    ? _serial = DispatchAfter(_serial, packet.Id, packet.Payload.ToArray(), packet.Attachments.ToArray())
                    : Dispatch(packet);
            case PacketType.Ack:
                OnAck(packet);
                return null;
            default:
                _lifetime.Close(new DisconnectReason(DisconnectReason.ClientNamespaceDisconnect, "the client left the namespace"));
                return null;
        }
    }

    internal void RemoveListener(string eventName, EventListener listener) => _listeners.Remove(eventName, listener);

    /// <summary>Adds a listener that other sockets may share.</summary>
    internal void AddListener(string eventName, EventListener listener) => _listeners.Add(eventName, listener);

    /// <summary>Adds listeners that other sockets share.</summary>
    internal void AddListeners(ListenerTable listeners) => _listeners.Add(listeners);

    private protected override Socket Add(string eventName, EventListener listener)
    {
        _listeners.Add(eventName, listener);
        return this;
    }

    private Task? Dispatch(in Packet packet) =>
        _middlewares is null && Namespace.EventPolicies is null ? EventDispatch.Dispatch(this, _listeners, packet) : Middlewares.Dispatch(_listeners, packet);

    private async Task DispatchAfter(Task? previous, long id, byte[] payload, ReadOnlyMemory<byte>[] attachments)
    {
        if (previous is not null)
        {
            await previous;
        }

        if (Connected && Dispatch(new Packet(PacketType.Event, Namespace.NameUtf8, id, payload, attachments)) is { } running)
        {
            await running;
        }
    }

    private void OnAck(in Packet packet)
    {
        var single = Acks.TryRemove(packet.Id, out var pending);
        if (!single && !Namespace.AckCollectors.ContainsKey(packet.Id))
        {
            return;
        }

        var arguments = new EventArguments(Namespace.Server.Serializer, packet.Payload.ToArray(), packet.Attachments.ToArray(), 0);
        if (single)
        {
            Namespace.Server.Timers.Cancel(pending!);
            pending!.Answer(arguments);
        }
        else if (Namespace.AckCollectors.TryGetValue(packet.Id, out var collector))
        {
            collector.OnAck(this, arguments);
        }
    }
}
