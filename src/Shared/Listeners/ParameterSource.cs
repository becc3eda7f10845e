namespace Sockeye.Sockets.Listeners;

/// <summary>Where a listener gets a parameter from.</summary>
internal enum ParameterSource : byte
{
    /// <summary>The next argument of the event; the default of the type if it is missing.</summary>
    Argument,

    /// <summary>The next argument of the event; without it the listener is not called.</summary>
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
