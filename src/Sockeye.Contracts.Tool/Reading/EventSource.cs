namespace Sockeye.Contracts.Reading;

/// <summary>What an event is read from.</summary>
internal enum EventSource
{
    /// <summary>A method of an interface of what the server sends.</summary>
    ServerToClient,

    /// <summary>A method of an interface of what clients send.</summary>
    ClientToServer,

    /// <summary>A method that is called with what clients send.</summary>
    HandlerClass,
}
