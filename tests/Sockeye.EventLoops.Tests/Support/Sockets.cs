using System.Net;
using System.Net.Sockets;

namespace Sockeye.EventLoops.Tests.Support;

/// <summary>Connections, one side of which is on a loop.</summary>
internal sealed class Sockets : IDisposable
{
    private readonly Socket _listener = new(SocketType.Stream, ProtocolType.Tcp);

    public Sockets()
    {
        _listener.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        _listener.Listen(1000);
    }

    public static Task<(LoopSocket Socket, Socket Peer)> ConnectAsync()
    {
        using var sockets = new Sockets();
        return Task.FromResult(sockets.Connect());
    }

    public (LoopSocket Socket, Socket Peer) Connect()
    {
        var peer = new Socket(SocketType.Stream, ProtocolType.Tcp);
        peer.Connect(_listener.LocalEndPoint!);
        return (EventLoop.Watch(_listener.Accept()), peer);
    }

    public void Dispose() => _listener.Dispose();
}
