using Sockeye.Client.Transports;
using Sockeye.Protocol.SocketIO;

namespace Sockeye.Client.Connections;

/// <summary>One session of Engine.IO, and the packets that come by it. What a session says that its client has let go of is not heard.</summary>
internal sealed class ConnectionAttempt : IEngineHandler
{
    private readonly Connection _connection;
    private readonly PacketDecoderOptions _limits;
    private PacketDecoder? _decoder;

    public ConnectionAttempt(Connection connection, EngineEndpoint endpoint, PacketDecoderOptions limits)
    {
        _connection = connection;
        _limits = limits;
        Engine = new EngineConnection(endpoint, this, connection.Logger);
    }

    public EngineConnection Engine { get; }

    public void OnOpen(EngineHandshake handshake)
    {
        try
        {
            _decoder = _connection.Options.Parser.CreateDecoder(_limits);
        }
        catch (Exception exception)
        {
            _connection.OnParserFailed(this, exception);
            return;
        }

        _connection.OnOpen(this);
    }

    public void OnMessage(ReadOnlySpan<byte> data, bool isBinary)
    {
        if (_decoder is null)
        {
            return;
        }

        DecodeStatus status;
        Packet packet;
        try
        {
            status = _decoder.Decode(data, isBinary, out packet);
        }
        catch (Exception exception)
        {
            // A packet that is left out could be one that others need, such as an answer.
            _connection.OnParserFailed(this, exception);
            return;
        }

        switch (status)
        {
            // The parser takes them, as the server's does. What a server sends always has one.
            case DecodeStatus.Complete when packet.Payload.IsEmpty && packet.Type is (PacketType.Ack or PacketType.ConnectError):
                _connection.OnInvalid(this, $"The server sent a packet of type {packet.Type} that says nothing.");
                break;
            case DecodeStatus.Complete:
                _connection.OnPacket(this, packet);
                break;
            case DecodeStatus.Invalid:
                _connection.OnInvalid(this, $"The server sent what is no Socket.IO packet: {_decoder.Error}.");
                break;
        }
    }

    public void OnPing() => _connection.OnPing(this);

    public void OnUpgraded(string transport) => _connection.OnUpgraded(this, transport);

    public void OnClosed(EngineClosed closed) => _connection.OnClosed(this, closed);
}
