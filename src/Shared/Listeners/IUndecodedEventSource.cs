namespace Sockeye.Sockets.Listeners;

/// <summary>What the listeners for one event share, with the undecoded event. Server and client have different types for that.</summary>
/// <typeparam name="TEvent">The type of the undecoded event.</typeparam>
internal interface IUndecodedEventSource<TEvent> : IEventSource
{
    /// <summary>Creates the undecoded event when it is first asked for. It may be kept beyond the call, so the payload is copied.</summary>
    TEvent ToEvent(ReadOnlySpan<byte> payload, ReadOnlySpan<ReadOnlyMemory<byte>> attachments);
}
