using System.Net;
using System.Net.Sockets;
using RESPite.Transports;
using Sockeye.EventLoops;
using StackExchange.Redis;
using StackExchange.Redis.Configuration;
using NetworkSocket = System.Net.Sockets.Socket;

namespace Sockeye.Redis.Connections;

/// <summary>Puts the connections to Redis on the event loops that handle the sockets of clients.</summary>
#pragma warning disable SER009 // A custom transport is an experimental feature of StackExchange.Redis 3.4.
internal sealed class LoopTunnel(ConfigurationOptions configuration) : Tunnel
{
    public override async ValueTask<DuplexTransport?> ConnectTransportAsync(
        EndPoint endpoint, ConnectionType connectionType, TlsOptions tls, CancellationToken cancellationToken)
    {
        if (tls.IsEnabled)
        {
            return null;
        }

        var timeout = TimeSpan.FromMilliseconds(configuration.ConnectTimeout);
        EndPoint[] addresses = [endpoint];
        if (endpoint is DnsEndPoint name)
        {
            var found = await Dns.GetHostAddressesAsync(name.Host, name.AddressFamily, cancellationToken).WaitAsync(timeout, cancellationToken);
            addresses = [.. found.Select(address => new IPEndPoint(address, name.Port))];
        }

        // Not asynchronously: the runtime would watch the socket from then on, and would wake another thread for everything that arrives.
        return await Task.Factory.StartNew(
            () => new LoopTransport(Connect(addresses, timeout)), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private LoopSocket Connect(EndPoint[] addresses, TimeSpan timeout)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                return Connect(addresses[i], timeout / addresses.Length);
            }
            catch (SocketException) when (i + 1 < addresses.Length)
            {
                // The next address may have a listener.
            }
        }
    }

    private LoopSocket Connect(EndPoint address, TimeSpan timeout)
    {
        var isTcp = address.AddressFamily != AddressFamily.Unix;
        var socket = new NetworkSocket(address.AddressFamily, SocketType.Stream, isTcp ? ProtocolType.Tcp : ProtocolType.Unspecified);
        try
        {
            if (isTcp)
            {
                socket.NoDelay = true;
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, configuration.TcpKeepAlive);
            }

            socket.Blocking = false;
            try
            {
                socket.Connect(address);
            }
            catch (SocketException exception) when (exception.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
            {
                ThrowUnlessConnected(socket, timeout);
            }

            return EventLoop.Watch(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void ThrowUnlessConnected(NetworkSocket socket, TimeSpan timeout)
    {
        if (!socket.Poll(timeout, SelectMode.SelectWrite))
        {
            throw new SocketException((int)SocketError.TimedOut);
        }

        if (socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error) is int error and not 0)
        {
            throw new SocketException(error);
        }
    }
}
