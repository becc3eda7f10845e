using Sockeye.Client.Contracts;
using Sockeye.Client.Sockets;

namespace Sockeye.Client;

/// <summary>
/// Sends events to the server: a socket, or a socket with <see cref="Volatile"/>, <see cref="Compress"/> or <see cref="Timeout"/> set.
/// </summary>
/// <remarks>
/// If the socket is not connected, an event waits and is sent when it is connected, within
/// <see cref="SocketIOClientOptions.MaxSendBufferBytes"/>. Events arrive in the order in which you send them. Arguments are written before
/// the call returns, so you may change them afterwards. Binary values are the exception: they are not copied.
/// </remarks>
public abstract partial class ClientEmitter
{
    private protected ClientEmitter()
    {
    }

    /// <summary>Drops events that the transport cannot take right now.</summary>
    public ClientOperator Volatile => new(Self, Flags with { Volatile = true });

    /// <summary>The socket that sends.</summary>
    internal ClientSocket Socket => Self;

    private protected abstract ClientSocket Self { get; }

    private protected abstract EmitFlags Flags { get; }

    /// <summary>Sets whether events may be compressed.</summary>
    public ClientOperator Compress(bool compress) => new(Self, Flags with { Compress = compress });

    /// <summary>Sets how long to wait for an acknowledgement, instead of <see cref="SocketIOClientOptions.AckTimeout"/>.</summary>
    public ClientOperator Timeout(TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        return new(Self, Flags with { Timeout = timeout });
    }

    /// <summary>
    /// Gets the server by a contract: you call the methods of an interface to send its events. A method that returns
    /// <see cref="Task{TResult}"/> waits for the answer. The source generator of the package implements the interface. The result has no
    /// state of its own, and you may keep it.
    /// </summary>
    /// <typeparam name="T">
    /// The interface, whose methods are the events that the server takes. Write the interface itself here, not a type parameter.
    /// </typeparam>
    /// <exception cref="InvalidOperationException">There is no generated code for the type. The message says what to do.</exception>
    public T Server<T>()
        where T : class => ServerContract.CreateServer<T>(this);
}
