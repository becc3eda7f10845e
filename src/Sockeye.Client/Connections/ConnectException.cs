using Sockeye.Client.Transports;

namespace Sockeye.Client;

/// <summary>A connection, or a namespace on it, could not be had. <see cref="Kind"/> says why, and the message what to do.</summary>
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

    /// <summary>Why.</summary>
    public ConnectErrorKind Kind { get; }

    /// <summary>What the server's middleware gave along with its refusal, as the only argument; <see langword="null"/> if it gave nothing.</summary>
    public EventArguments? ErrorData { get; }
}
