using Sockeye.Client.Transports;
using Sockeye.Protocol.SocketIO;

namespace Sockeye.Client.Connections;

/// <summary>
/// One Engine.IO session, and the packets that come by it. After the client has let go of a session, nothing of it is handled.
/// </summary>
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
            // A packet cannot be skipped, because another one may depend on it. It may be an answer, for example.
            _connection.OnParserFailed(this, exception);
            return;
        }

        switch (status)
        {
            // The parser accepts these packets without a payload, because a client may send them. A server always sends one.
            case DecodeStatus.Complete when packet.Payload.IsEmpty && packet.Type is (PacketType.Ack or PacketType.ConnectError):
                _connection.OnInvalid(this, $"The server sent a packet of type {packet.Type} without a payload.");
                break;
            case DecodeStatus.Complete:
                _connection.OnPacket(this, packet);
                break;
            case DecodeStatus.Invalid:
                _connection.OnInvalid(this, $"The server sent something that is not a Socket.IO packet: {_decoder.Error}.");
                break;
        }
    }

    public void OnPing() => _connection.OnPing(this);

    public void OnUpgraded(string transport) => _connection.OnUpgraded(this, transport);

    public void OnClosed(EngineClosed closed) => _connection.OnClosed(this, closed);
}
