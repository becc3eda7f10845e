namespace Sockeye.Sockets.Listeners;

/// <summary>What the listeners of one event share.</summary>
internal interface IEventSource
{
    /// <summary>What answers the event: the same for all of its listeners.</summary>
    Acknowledgement Acknowledgement { get; }

    /// <summary>Ends with the socket.</summary>
    CancellationToken Disconnected { get; }

    /// <summary>The services of the application, if there are any.</summary>
    IServiceProvider? Services { get; }
}
