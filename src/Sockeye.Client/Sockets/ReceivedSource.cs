using Sockeye.Protocol.SocketIO;
using Sockeye.Sockets.Listeners;

namespace Sockeye.Client.Sockets;

/// <summary>
/// What the listeners for one received event share: the acknowledgement and the undecoded event. Each is created when it is first asked
/// for.
/// </summary>
internal sealed class ReceivedSource(ClientSocket socket, PumpItem item) : IUndecodedEventSource<ReceivedEvent>
{
    private Acknowledgement? _acknowledgement;
    private ReceivedEvent? _event;

    /// <summary>
    /// One acknowledgement for all listeners, so that the server gets one answer even if listeners ask at the same time on different
    /// threads.
    /// </summary>
    public Acknowledgement Acknowledgement =>
        _acknowledgement
        ?? (item.Id == Packet.NoId ? Acknowledgement.None : Interlocked.CompareExchange(ref _acknowledgement, new ClientAcknowledgement(socket, item.Id, item.Session), null) ?? _acknowledgement);

    public object Socket => socket;

    public ListenerMethods Methods => ReceivedMethods.For(Services);

    public CancellationToken Disconnected => socket.EndOf(item.Session);

    public IServiceProvider? Services => socket.Connection.Options.Services;

    public ReceivedEvent ToEvent() =>
        _event ??= new ReceivedEvent(socket, EventDispatch.NameOf(item.Payload), new EventArguments(socket.Connection.Serializer, item.Payload, item.Attachments, 1), Acknowledgement);

    // The bytes belong to the item and need no copy.
    ReceivedEvent IUndecodedEventSource<ReceivedEvent>.ToEvent(ReadOnlySpan<byte> payload, ReadOnlySpan<ReadOnlyMemory<byte>> attachments) => ToEvent();
}
