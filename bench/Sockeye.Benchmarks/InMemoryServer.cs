using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Claims;
using Microsoft.Extensions.DependencyInjection;
using Sockeye.Engine.Sessions;

namespace Sockeye.Benchmarks;

/// <summary>A whole server without a network: its clients sit on <see cref="NullTransport"/>.</summary>
[SuppressMessage("Design", "CA1001", Justification = "It lives as long as the process that measures it.")]
internal sealed class InMemoryServer
{
    private readonly SocketIOServer _server;
    private readonly List<Socket> _sockets = [];

    public InMemoryServer()
        : this(new ServiceCollection().AddLogging())
    {
    }

    public InMemoryServer(IServiceCollection services)
    {
        // Its clients answer no pings.
        _server = new SocketIOServer(services.BuildServiceProvider(), new SocketIOOptions { Engine = { PingInterval = TimeSpan.FromDays(1) } });
        _server.OnConnection(_sockets.Add);
    }

    public Namespace Namespace => _server.MainNamespace;

    /// <summary>Lets a client in.</summary>
    public Socket Connect(out NullClient client)
    {
        NullTransport? transport = null;
        using var pending = _server.Engine.Pending.TryEnter(null, out _)!;
        pending.SessionId = SessionId.Create();
        var session = _server.Engine.Open(pending, Handshake(), protocol: 4, session => transport = new NullTransport(session), out _)!;
        client = new NullClient(session, transport!);
        client.Send("0"u8);
        return _sockets[^1];
    }

    private static EngineHandshake Handshake() => new(
        headers: [],
        queryString: default,
        url: "/socket.io/?EIO=4&transport=websocket",
        remoteAddress: IPAddress.Loopback,
        isSecure: false,
        isCrossDomain: false,
        user: new ClaimsPrincipal(),
        userExpires: null,
        time: DateTimeOffset.UnixEpoch);
}
