namespace Sockeye.Generators.Handlers;

/// <summary>The source of a parameter's value.</summary>
internal enum ParameterKind
{
    /// <summary>The next value that the client has sent.</summary>
    Argument,

    /// <summary>All remaining values, for <c>params</c>.</summary>
    Rest,

    /// <summary>A service if the application has registered the type, otherwise the next value that the client has sent.</summary>
    ArgumentOrService,

    /// <summary>A service, with or without a key.</summary>
    Service,

    Socket,

    IncomingEvent,

    Acknowledgement,

    CancellationToken,

    Services,

    /// <summary>The declared default value: the parameter is optional, and nothing else provides a value.</summary>
    Default,

    /// <summary>The reason for the disconnect. For hooks only.</summary>
    DisconnectReason,
}
