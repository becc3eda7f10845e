using Sockeye.Client.Transports;

namespace Sockeye.Client;

/// <summary>
/// The exception for a connection that failed, or a namespace on it. <see cref="Kind"/> says why, and the message says what to do.
/// </summary>
public sealed class ConnectException : IOException
{
    internal ConnectException(ConnectErrorKind kind, string message, Exception? inner = null, EventArguments? data = null)
        : base(message, inner)
    {
        Kind = kind;
        ErrorData = data;
    }

    internal ConnectException(ConnectFailure failure)
        : this(failure.Kind, failure.Message, failure.Inner)
    {
    }

    /// <summary>Why it failed.</summary>
    public ConnectErrorKind Kind { get; }

    /// <summary>
    /// The data that a middleware of the server sent with its refusal, as the only argument; <see langword="null"/> if it sent none.
    /// </summary>
    public EventArguments? ErrorData { get; }
}
