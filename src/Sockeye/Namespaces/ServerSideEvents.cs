using Sockeye.Protocol.SocketIO;
using Sockeye.Sockets.Listeners;

namespace Sockeye;

/// <summary>What other servers of the cluster send to this one within a namespace (the reference's <c>serverSideEmit</c>).</summary>
public sealed class ServerSideEvents
{
    private static readonly string[] Reserved = ["connect", "connection", "new_namespace"];

    private readonly Namespace _namespace;
    private readonly DelegateList<Func<ServerSideEvent, Task>> _handlers = new();

    internal ServerSideEvents(Namespace ns) => _namespace = ns;

    /// <summary>Listens to one event of other servers.</summary>
    public ServerSideEvents On(string eventName, Func<ServerSideEvent, Task> handler)
    {
        ArgumentNullException.ThrowIfNull(eventName);
        ArgumentNullException.ThrowIfNull(handler);
        return OnAny(e => e.Name == eventName ? handler(e) : Task.CompletedTask);
    }

    /// <summary>Listens to every event of other servers.</summary>
    public ServerSideEvents OnAny(Func<ServerSideEvent, Task> handler)
    {
        _handlers.Add(handler);
        return this;
    }

    /// <summary>An adapter has received an event of another server.</summary>
    /// <param name="packet">The event's name and arguments.</param>
    /// <param name="answer">Sends the answer, where one is asked for.</param>
    public void Receive(EventArguments packet, Func<object?, ValueTask>? answer)
    {
        ArgumentNullException.ThrowIfNull(packet);
        var name = EventDispatch.NameOf(packet.Payload.Span);
        var received = new ServerSideEvent(name, packet, answer);
        foreach (var handler in _handlers.Items)
        {
            _ = Guarded(handler, received);
        }
    }

    internal static EventArguments ToArguments(Namespace ns, string eventName, object?[] args)
    {
        ArgumentNullException.ThrowIfNull(eventName);
        if (ReservedEvents.IsReserved(eventName) || Reserved.Contains(eventName))
        {
            throw new ArgumentException($"\"{eventName}\" is a reserved event name", nameof(eventName));
        }

        return EventArguments.Write(ns.Server.Serializer, eventName, args);
    }

    private async Task Guarded(Func<ServerSideEvent, Task> handler, ServerSideEvent received)
    {
        try
        {
            await handler(received);
        }
        catch (Exception exception)
        {
            _namespace.Server.ServerSideHandlerFailed(_namespace, received.Name, exception);
        }
    }
}
