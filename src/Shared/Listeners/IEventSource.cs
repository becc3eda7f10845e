namespace Sockeye.Sockets.Listeners;

/// <summary>What the listeners of one event share.</summary>
internal interface IEventSource
{
    /// <summary>What answers the event: the same for all of its listeners.</summary>
    Acknowledgement Acknowledgement { get; }
}
