using Sockeye.Hooks;
using Sockeye.Protocol.SocketIO;

namespace Sockeye.Sockets.Listeners;

/// <summary>What listeners of one event share: the acknowledgement and the undecoded event, each made when first asked for.</summary>
internal sealed class EventSource(Socket socket, long id) : IUndecodedEventSource<IncomingEvent>, IListenerFailures
{
    private Acknowledgement? _acknowledgement;
    private IncomingEvent? _event;

    /// <summary>An event that middlewares have let pass: listeners answer with the same acknowledgement.</summary>
    public EventSource(Socket socket, EventContext context)
        : this(socket, Packet.NoId)
    {
        Name = context.Name;
        _acknowledgement = context.Acknowledgement;
    }

    /// <summary>One for all listeners, also if several of them fail at the same time, each on its own thread: the client is answered once.</summary>
    public Acknowledgement Acknowledgement =>
        _acknowledgement
        ?? (id == Packet.NoId ? Acknowledgement.None : Interlocked.CompareExchange(ref _acknowledgement, new SocketAcknowledgement(socket, id), null) ?? _acknowledgement);

    public string Name { get; set; } = string.Empty;

    void IListenerFailures.OnListenerFailed(string hook, Exception exception) => socket.Lifetime.EventFailed(hook, Acknowledgement, exception);

    public IncomingEvent ToEvent(ReadOnlySpan<byte> payload, ReadOnlySpan<ReadOnlyMemory<byte>> attachments) =>
        _event ??= new IncomingEvent(
            socket,
            Name,
            new EventArguments(socket.Namespace.Server.Serializer, payload.ToArray(), attachments.ToArray(), 1),
            Acknowledgement);
}
