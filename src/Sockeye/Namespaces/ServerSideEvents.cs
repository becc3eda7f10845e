using System.Runtime.CompilerServices;
using Sockeye.Hooks;
using Sockeye.Protocol.SocketIO;
using Sockeye.Sockets.Listeners;

namespace Sockeye;

/// <summary>The events that other servers of the cluster send to this one in a namespace (<c>serverSideEmit</c> in Node).</summary>
public sealed class ServerSideEvents
{
    private static readonly string[] Reserved = ["connect", "connection", "new_namespace"];

    private readonly Namespace _namespace;
    private readonly Hook<ServerSideEvent> _handlers = new();

    internal ServerSideEvents(Namespace ns) => _namespace = ns;

    /// <summary>
    /// Adds a handler for one event of other servers. An exception of the handler is logged and counted. If the other server waits for an
    /// answer, it gets <c>{"error":{"message":"..."}}</c>, with <c>Internal server error</c> or the message of an
    /// <see cref="EventRefusedException"/>.
    /// </summary>
    public ServerSideEvents On(string eventName, Action<ServerSideEvent> handler) => Add(eventName, handler, e =>
    {
        handler(e);
        return default;
    });

    /// <inheritdoc cref="On(string, Action{ServerSideEvent})"/>
    public ServerSideEvents On(string eventName, Func<ServerSideEvent, Task> handler) => Add(eventName, handler, e => new ValueTask(handler(e)));

    /// <inheritdoc cref="On(string, Action{ServerSideEvent})"/>
    [OverloadResolutionPriority(1)]
    public ServerSideEvents On(string eventName, Func<ServerSideEvent, ValueTask> handler) => Add(eventName, handler, handler);

    /// <summary>
    /// Adds a handler for every event of other servers. Exceptions are handled as in <see cref="On(string, Action{ServerSideEvent})"/>.
    /// </summary>
    public ServerSideEvents OnAny(Action<ServerSideEvent> handler)
    {
        _handlers.Add(handler);
        return this;
    }

    /// <inheritdoc cref="OnAny(Action{ServerSideEvent})"/>
    public ServerSideEvents OnAny(Func<ServerSideEvent, Task> handler)
    {
        _handlers.Add(handler);
        return this;
    }

    /// <inheritdoc cref="OnAny(Action{ServerSideEvent})"/>
    [OverloadResolutionPriority(1)]
    public ServerSideEvents OnAny(Func<ServerSideEvent, ValueTask> handler)
    {
        _handlers.Add(handler);
        return this;
    }

    /// <summary>Removes a handler, whether it was added for one event or for every event.</summary>
    public ServerSideEvents Off(Delegate handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        _handlers.Remove(handler);
        return this;
    }

    /// <summary>Handles an event of another server. An adapter calls this when it has received one.</summary>
    /// <param name="packet">The name and the arguments of the event.</param>
    /// <param name="answer">Sends the answer, if one is asked for; otherwise <see langword="null"/>.</param>
    public void Receive(EventArguments packet, Func<object?, ValueTask>? answer)
    {
        ArgumentNullException.ThrowIfNull(packet);
        var name = EventDispatch.NameOf(packet.Payload.Span);
        var received = new ServerSideEvent(_namespace, name, packet, answer);
        _handlers.Start(received, name, received);
    }

    private ServerSideEvents Add(string eventName, Delegate handler, Func<ServerSideEvent, ValueTask> call)
    {
        ArgumentNullException.ThrowIfNull(eventName);
        _handlers.Add(handler, e => e.Name == eventName ? call(e) : default);
        return this;
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
}
