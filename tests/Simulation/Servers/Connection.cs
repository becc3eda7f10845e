using Microsoft.AspNetCore.Http;
using Sockeye.Engine.Sessions;
using Sockeye.Protocol.EngineIO;

namespace Sockeye.Simulation;

/// <summary>A connection between a client and a server, as a WebSocket: what either says comes in its order, or not at all any more.</summary>
internal sealed class Connection
{
    private static readonly TimeSpan Fast = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(30);

    private readonly World _world;
    private readonly SimulatedClient _client;
    private readonly Link _up;
    private readonly Link _down;
    private readonly Queue<(EnginePacketType Type, byte[] Data)> _unread = new();
    private EngineSession? _session;
    private bool _isReading;
    private bool _isCut;
    private bool _isClosed;

    public Connection(World world, SimulatedClient client, SimulatedServer server)
    {
        _world = world;
        _client = client;
        Server = server;
        _up = new Link(world, server.Node);
        _down = new Link(world, client.Node);
    }

    public SimulatedServer Server { get; }

    private long Delay => _world.Rng.Ticks(Fast, Slow);

    public void Open() => _up.Send(Delay, () =>
    {
        var engine = Server.IO.Engine;
        if (engine.Pending.TryEnter(null, out _) is not { } pending)
        {
            CloseByServer();
            return;
        }

        pending.SessionId = Server.NewId();
        var handshake = new EngineHandshake([], default(QueryString), "/socket.io/?EIO=4&transport=websocket", null, false, false, null, null, Server.Clock.GetUtcNow());
        _session = engine.Open(pending, handshake, 4, session => new SimulatedTransport(session, this), out _);
        if (_session is null)
        {
            CloseByServer();
        }
    });

    public void ToServer(EnginePacketType type, byte[] data)
    {
        if (!_isCut)
        {
            _up.Send(Delay, () =>
            {
                _unread.Enqueue((type, data));
                if (!_isReading)
                {
                    _ = ReadAsync();
                }
            });
        }
    }

    /// <summary>The client has gone; the server hears of it.</summary>
    public void CloseByClient() => _up.Send(Delay, EndSession);

    public void ToClient(ReadOnlyMemory<byte> packet)
    {
        if (!_isCut)
        {
            var copy = packet.ToArray();
            _down.Send(Delay, () => _client.Receive(this, copy));
        }
    }

    /// <summary>The server has ended the connection: what it has said before still comes.</summary>
    public void CloseByServer()
    {
        if (!_isClosed)
        {
            _isClosed = true;
            if (!_isCut)
            {
                _down.Send(Delay, () => _client.OnClosed(this));
            }

            _up.Send(Delay, EndSession);
        }
    }

    /// <summary>The machine of the server is there, and its process has gone.</summary>
    public void Reset() => _down.Send(Delay, () => _client.OnClosed(this));

    /// <summary>Nothing comes through any more, and nobody is told.</summary>
    public void Cut() => _isCut = true;

    private void EndSession() => _session?.TransportEnded();

    private async Task ReadAsync()
    {
        _isReading = true;
        while (_unread.TryDequeue(out var packet))
        {
            if (_session?.BeginDispatch() != true)
            {
                _unread.Clear();
                break;
            }

            try
            {
                var reading = _session.ReceiveAsync(packet.Type, packet.Data, isBinary: false);
                _session.EndDispatch();
                await reading;
            }
            catch (Exception exception)
            {
                _session.HandlerFailed(exception);
            }
        }

        _isReading = false;
    }
}
