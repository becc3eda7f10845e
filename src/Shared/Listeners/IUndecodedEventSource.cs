namespace Sockeye.Sockets.Listeners;

/// <summary>What the listeners of one event share, with the event undecoded: a server and a client each show that as a type of its own.</summary>
/// <typeparam name="TEvent">What listeners of the undecoded event take.</typeparam>
internal interface IUndecodedEventSource<TEvent> : IEventSource
{
    /// <summary>The event undecoded, made when it is first asked for. It outlives the call, so the payload is copied.</summary>
    TEvent ToEvent(ReadOnlySpan<byte> payload, ReadOnlySpan<ReadOnlyMemory<byte>> attachments);
}
