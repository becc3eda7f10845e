namespace Sockeye.Generators.Handlers;

/// <summary>Where the value of a parameter comes from.</summary>
internal enum ParameterKind
{
    /// <summary>The next value that the client sent.</summary>
    Argument,

    /// <summary>All values that are left: <c>params</c>.</summary>
    Rest,

    /// <summary>A service if the application has one of the type, otherwise the next value that the client sent.</summary>
    ArgumentOrService,

    /// <summary>A service, with or without a key.</summary>
    Service,

    Socket,

    IncomingEvent,

    Acknowledgement,

    CancellationToken,

    Services,

    /// <summary>What the declaration says: it is optional, and nothing else gives it a value.</summary>
    Default,

    /// <summary>Why the socket is disconnected: hooks only.</summary>
    DisconnectReason,
}
