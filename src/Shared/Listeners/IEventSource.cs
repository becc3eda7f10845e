namespace Sockeye.Sockets.Listeners;

/// <summary>What the listeners of one event share.</summary>
internal interface IEventSource
{
    /// <summary>The socket that the event came to.</summary>
    object Socket { get; }

    /// <summary>What answers the event: the same for all of its listeners.</summary>
    Acknowledgement Acknowledgement { get; }

    /// <summary>Ends with the socket.</summary>
    CancellationToken Disconnected { get; }

    /// <summary>Tells what listeners take.</summary>
    ListenerMethods Methods { get; }

    /// <summary>The services of the application, if there are any.</summary>
    IServiceProvider? Services { get; }
}
