namespace Sockeye.Sockets.Listeners;

/// <summary>What the listeners for one event share.</summary>
internal interface IEventSource
{
    /// <summary>The socket that the event came to.</summary>
    object Socket { get; }

    /// <summary>Answers the event. All its listeners share it.</summary>
    Acknowledgement Acknowledgement { get; }

    /// <summary>Cancelled when the socket disconnects.</summary>
    CancellationToken Disconnected { get; }

    /// <summary>Describes the parameters of listeners.</summary>
    ListenerMethods Methods { get; }

    /// <summary>The services of the application, if there are any.</summary>
    IServiceProvider? Services { get; }
}
