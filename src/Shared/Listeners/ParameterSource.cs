namespace Sockeye.Sockets.Listeners;

/// <summary>The source of a listener's parameter.</summary>
internal enum ParameterSource : byte
{
    /// <summary>The next argument of the event; the default value of the type if it is missing.</summary>
    Argument,

    /// <summary>The next argument of the event. If it is missing, the listener is not called.</summary>
    RequiredArgument,

    /// <summary>The next argument of the event, or the default value of the parameter.</summary>
    OptionalArgument,

    Acknowledgement,
    CancellationToken,
    Event,
    Socket,
    Service,
    OptionalService,
}
