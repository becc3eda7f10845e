using Sockeye.Hooks;
using Sockeye.Protocol.SocketIO;

namespace Sockeye.Sockets.Listeners;

/// <summary>
/// What the listeners for one event share: the acknowledgement and the undecoded event. Each is created when it is first asked for.
/// </summary>
internal sealed class EventSource(Socket socket, long id) : IUndecodedEventSource<IncomingEvent>, IListenerFailures
{
    private Acknowledgement? _acknowledgement;
    private IncomingEvent? _event;
    private string? _name;

    /// <summary>Creates the source for an event after its middlewares. Listeners answer with the same acknowledgement.</summary>
    public EventSource(Socket socket, EventContext context)
        : this(socket, Packet.NoId)
    {
        _name = context.Name;
        _acknowledgement = context.Acknowledgement;
    }

    /// <summary>Creates the source for an event that a listener is called with again.</summary>
    public EventSource(IncomingEvent incoming)
        : this(incoming.Socket, Packet.NoId)
    {
        _event = incoming;
        _acknowledgement = incoming.Acknowledgement;
    }

    /// <summary>
    /// One acknowledgement for all listeners, so that the client gets one answer even if several listeners fail at the same time on
    /// different threads.
    /// </summary>
    public Acknowledgement Acknowledgement =>
        _acknowledgement
        ?? (id == Packet.NoId ? Acknowledgement.None : Interlocked.CompareExchange(ref _acknowledgement, new SocketAcknowledgement(socket, id), null) ?? _acknowledgement);

    public Socket Socket => socket;

    object IEventSource.Socket => socket;

    public ListenerMethods Methods => socket.Namespace.Server.ListenerMethods;

    public CancellationToken Disconnected => socket.Disconnected;

    public IServiceProvider Services => socket.Namespace.Server.Services;

    /// <summary>The name of the event. If it is not known yet it is read once more, for listeners that get the undecoded event.</summary>
    public string Name
    {
        set => _name = value;
    }

    void IListenerFailures.OnListenerFailed(string hook, Exception exception) => socket.Lifetime.EventFailed(hook, Acknowledgement, exception);

    public IncomingEvent ToEvent(ReadOnlySpan<byte> payload, ReadOnlySpan<ReadOnlyMemory<byte>> attachments) =>
        _event ??= new IncomingEvent(
            socket,
            _name ?? EventDispatch.NameOf(payload),
            new EventArguments(socket.Namespace.Server.Serializer, payload.ToArray(), attachments.ToArray(), 1),
            Acknowledgement);
}
