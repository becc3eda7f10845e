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
}
