namespace Sockeye.Sockets.Listeners;

/// <summary>The catch-all listeners of a socket; most sockets have none.</summary>
internal sealed class CatchAll
{
    public DelegateList<Action<IncomingEvent>> Incoming { get; } = new();

    public DelegateList<Action<OutgoingEvent>> Outgoing { get; } = new();

    /// <summary>Called for events that have no listener of their own.</summary>
    public DelegateList<Func<IncomingEvent, Task>> Unhandled { get; } = new();

    public void NotifyOutgoing(Socket socket, EventPacket packet)
    {
        var listeners = Outgoing.Items;
        if (listeners.Length == 0)
        {
            return;
        }

        var arguments = new EventArguments(socket.Namespace.Server.Serializer, packet.Payload.ToArray(), [.. packet.Attachments], 1);
        var outgoing = new OutgoingEvent(socket, EventDispatch.NameOf(arguments.Payload.Span), arguments);
        foreach (var listener in listeners)
        {
            try
            {
                listener(outgoing);
            }
            catch (Exception exception)
            {
                socket.Lifetime.HandlerFailed(outgoing.Name, exception);
            }
        }
    }
}
