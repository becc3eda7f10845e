namespace Sockeye;

/// <summary>
/// Throw this in a middleware of a namespace to refuse a client. The client gets a <c>connect_error</c> with the message and the data.
/// </summary>
public sealed class ConnectRefusedException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">The client reads it as <c>err.message</c>.</param>
    /// <param name="data">
    /// The client reads it as <c>err.data</c>. It can be anything that can be written as JSON. It is left out if it is null.
    /// </param>
    public ConnectRefusedException(string message, object? data = null)
        : base(message) => RefusalData = data;

    /// <summary>The data that the client reads as <c>err.data</c>.</summary>
    public object? RefusalData { get; }

    /// <summary>The reason for the log of the server, if it says more than the message.</summary>
    internal string? Why { get; init; }
}
