using Sockeye.Client.Contracts;
using Sockeye.Client.Sockets;

namespace Sockeye.Client;

/// <summary>What events are sent to the server with: a socket, or a socket with <see cref="Volatile"/>, <see cref="Compress"/> or <see cref="Timeout"/> said.</summary>
/// <remarks>
/// An event that is sent while the socket is not connected waits, and goes out when it is, within <see cref="SocketIOClientOptions.MaxSendBufferBytes"/>. Events arrive in the order in which they are
/// sent. Arguments are written before the call returns: you may change them afterwards, but for binary values, which are not copied.
/// </remarks>
public abstract partial class ClientEmitter
{
    private protected ClientEmitter()
    {
    }

    /// <summary>What is sent is dropped if the transport cannot take it right now.</summary>
    public ClientOperator Volatile => new(Self, Flags with { Volatile = true });

    /// <summary>The socket that sends.</summary>
    internal ClientSocket Socket => Self;

    private protected abstract ClientSocket Self { get; }

    private protected abstract EmitFlags Flags { get; }

    /// <summary>Says whether what is sent may be compressed.</summary>
    public ClientOperator Compress(bool compress) => new(Self, Flags with { Compress = compress });

    /// <summary>Says how long to wait for an acknowledgement, in place of <see cref="SocketIOClientOptions.AckTimeout"/>.</summary>
    public ClientOperator Timeout(TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        return new(Self, Flags with { Timeout = timeout });
    }

    /// <summary>
    /// The server by a contract: the methods of the interface send its events, and one that returns <see cref="Task{TResult}"/> waits for the answer. The source generator of the package writes it.
    /// It has no state of its own, and may be kept.
    /// </summary>
    /// <typeparam name="T">The interface, whose methods are the events that the server takes. Write it itself here, not a type parameter.</typeparam>
    /// <exception cref="InvalidOperationException">Nothing was generated for the type; the message says what to do.</exception>
    public T Server<T>()
        where T : class => ServerContract.CreateServer<T>(this);
}
