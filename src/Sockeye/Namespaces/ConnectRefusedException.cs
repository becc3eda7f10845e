namespace Sockeye;

/// <summary>Thrown by a middleware to refuse a client: it gets a <c>connect_error</c> with this message and data.</summary>
public sealed class ConnectRefusedException : Exception
{
    /// <summary>Refuses with a message.</summary>
    /// <param name="message">What the client reads as <c>err.message</c>.</param>
    /// <param name="data">What the client reads as <c>err.data</c>; anything that can be written as JSON, left out where null.</param>
    public ConnectRefusedException(string message, object? data = null)
        : base(message) => RefusalData = data;

    /// <summary>What the client reads as <c>err.data</c>.</summary>
    public object? RefusalData { get; }
}
