using Sockeye.Hooks;

namespace Sockeye.Sockets.Listeners;

/// <summary>The catch-all listeners of a socket, and its listeners for the upgrade. Most sockets have none.</summary>
internal sealed class CatchAll
{
    public Hook<IncomingEvent> Incoming { get; } = new();

    public Hook<OutgoingEvent> Outgoing { get; } = new();

    /// <summary>Called for events that have no listener of their own.</summary>
    public Hook<IncomingEvent> Unhandled { get; } = new();

    /// <summary>Called when another transport has taken over.</summary>
    public Hook<string> Upgraded { get; } = new();

    public void NotifyUpgraded(Socket socket, string transportName)
    {
        if (socket.Connected)
        {
            Upgraded.Start(transportName, "upgrade", socket.Lifetime);
        }

        // The transport changes only once, so the listeners are released.
        Upgraded.Remove(null);
    }

    public void NotifyOutgoing(Socket socket, EventPacket packet)
    {
        if (Outgoing.IsEmpty)
        {
            return;
        }

        var arguments = new EventArguments(socket.Namespace.Server.Serializer, packet.Payload.ToArray(), [.. packet.Attachments], 1);
        var outgoing = new OutgoingEvent(socket, EventDispatch.NameOf(arguments.Payload.Span), arguments);
        Outgoing.Start(outgoing, outgoing.Name, socket.Lifetime);
    }
}
