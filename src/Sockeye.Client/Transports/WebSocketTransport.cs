using System.Net.WebSockets;
using Sockeye.Protocol.EngineIO;

namespace Sockeye.Client.Transports;

/// <summary>A WebSocket: a text message is a packet, and a binary message is the data of a message packet.</summary>
internal sealed class WebSocketTransport(EngineConnection connection, EngineEndpoint endpoint) : EngineTransport(connection, new HttpConnections(endpoint, ClientTransport.WebSocket))
{
    private const int ReadBytes = 4096;
    private const int CompressFrom = 1024;

    private readonly Lock _gate = new();
    private WebSocket? _socket;
    private FrameStream? _frames;
    private bool _isStopped;
    private volatile bool _saysGoodbye;

    public override ClientTransport Kind => ClientTransport.WebSocket;

    public override async Task RunAsync()
    {
        var uri = endpoint.CreateUri(Kind, Connection.Id);
        try
        {
            (var socket, var frames) = await new WebSocketConnector(endpoint, Http).ConnectAsync(uri, Stopping).ConfigureAwait(false);
            if (!TryKeep(socket, frames))
            {
                socket.Dispose();
                return;
            }

            if (Connection.OnTransportOpen(this) is { IsEmpty: false } first)
            {
                await SendAsync(socket, first, WebSocketMessageType.Text, compress: false).ConfigureAwait(false);
            }

            await ReadAsync(socket).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // In socket.io-client a connection that breaks is "transport close"; an answer that is not a WebSocket, or a fault in it, is
            // "transport error".
            var failure = TransportFailure.From(exception, TransportFailure.WebSocket, uri);
            var reason = !Connection.IsOpening && failure.Kind == ConnectErrorKind.Tcp ? "transport close" : "transport error";
            Connection.Fail(this, reason, failure);
        }
    }

    public override async Task WriteAsync(ReadOnlyMemory<OutgoingPacket> packets)
    {
        var socket = _socket!;
        try
        {
            // Many frames are sent in one write. A single one is sent without being copied.
            var gathers = packets.Length > 1 && _frames is not null;
            if (gathers)
            {
                _frames!.Hold();
            }

            for (var i = 0; i < packets.Length; i++)
            {
                var packet = packets.Span[i];
                await SendAsync(socket, packet.Data, packet.IsBinary ? WebSocketMessageType.Binary : WebSocketMessageType.Text, packet.Compress).ConfigureAwait(false);
            }

            if (gathers)
            {
                await _frames!.ReleaseAsync().ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            Connection.Fail(this, "transport close", TransportFailure.From(exception, TransportFailure.WebSocket, endpoint.Url));
        }
    }

    public override void ReadToEnd() => _saysGoodbye = true;

    public override async Task SayGoodbyeAsync()
    {
        try
        {
            if (_socket is not { State: WebSocketState.Open or WebSocketState.CloseReceived } socket)
            {
                return;
            }

            // Reading continues until the server has sent its own close frame. Closing with unread bytes would cause a reset, which can
            // overtake what was sent.
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Stopping).ConfigureAwait(false);
            await Ended.ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The connection has ended, as wanted.
        }
    }

    public override async Task StopAsync()
    {
        WebSocket? socket;
        lock (_gate)
        {
            _isStopped = true;
            socket = _socket;
        }

        if (socket is not null)
        {
            LetGo(socket.Abort);
            LetGo(socket.Dispose);
        }

        await base.StopAsync().ConfigureAwait(false);
    }

    private static void LetGo(Action end)
    {
        try
        {
            end();
        }
        catch (Exception)
        {
            // A WebSocket of the application cannot be closed. Nothing else can be done with it.
        }
    }

    private bool TryKeep(WebSocket socket, FrameStream? frames)
    {
        lock (_gate)
        {
            _socket = socket;
            _frames = frames;
            return !_isStopped;
        }
    }

    // Without a token, because one that can be cancelled costs a registration for each message. Disposing of the WebSocket ends reads and
    // writes.
    private async ValueTask SendAsync(WebSocket socket, ReadOnlyMemory<byte> data, WebSocketMessageType type, bool compress)
    {
        byte[]? base64 = null;
        if (type == WebSocketMessageType.Binary && endpoint.Options.ForceBase64)
        {
            base64 = new byte[EnginePacket.GetBase64Length(data.Length)];
            data = base64.AsMemory(0, EnginePacket.WriteBase64(base64, data.Span));
            type = WebSocketMessageType.Text;
        }

        var flags = WebSocketMessageFlags.EndOfMessage | (compress && data.Length >= CompressFrom ? 0 : WebSocketMessageFlags.DisableCompression);
        await socket.SendAsync(data, type, flags, CancellationToken.None).ConfigureAwait(false);
    }

    private async Task ReadAsync(WebSocket socket)
    {
        byte[] buffer = [];
        var length = 0;
        var hasBegun = false;
        try
        {
            while (true)
            {
                ValueWebSocketReceiveResult result;
                if (!hasBegun && _frames is { HasUnread: false })
                {
                    // A waiting connection holds no buffer. It gets one when there is data to read.
                    var waiting = socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
                    if (!waiting.IsCompleted)
                    {
                        Return(ref buffer);
                    }

                    result = await waiting.ConfigureAwait(false);
                }
                else
                {
                    if (length == buffer.Length)
                    {
                        Grow(ref buffer, length);
                    }

                    result = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None).ConfigureAwait(false);
                    length += result.Count;
                }

                if (result.MessageType == WebSocketMessageType.Close)
                {
                    break;
                }

                hasBegun = !result.EndOfMessage;
                if (hasBegun)
                {
                    continue;
                }

                await Connection.EnterAsync().ConfigureAwait(false);
                if (!Receive(buffer.AsSpan(0, length), result.MessageType == WebSocketMessageType.Binary) && !_saysGoodbye)
                {
                    return;
                }

                length = 0;
            }
        }
        finally
        {
            Return(ref buffer);
        }

        var status = socket.CloseStatus is { } code and not WebSocketCloseStatus.Empty ? $" with {(int)code} {socket.CloseStatusDescription}".TrimEnd() : "";
        Connection.Fail(this, "transport close", new ConnectFailure(ConnectErrorKind.Transport, $"websocket connection closed{status}"), sayGoodbye: true);
    }

    private bool Receive(ReadOnlySpan<byte> message, bool isBinary)
    {
        try
        {
            return isBinary ? Connection.Receive(this, EnginePacketType.Message, message, isBinary: true) : ReceiveText(message);
        }
        finally
        {
            Connection.Exit();
        }
    }

    private bool ReceiveText(ReadOnlySpan<byte> message)
    {
        var error = EnginePacket.Read(message, out var type, out var isBase64);
        if (error != EnginePacketError.None)
        {
            Connection.Fail(this, "transport error", TransportFailure.BadPacket($"The server sent a message that is not valid ({error})."));
            return false;
        }

        if (!isBase64)
        {
            return Connection.Receive(this, type, message[1..], isBinary: false);
        }

        var data = new byte[Base64Text.GetLength(message[1..])];
        return Connection.Receive(this, type, data.AsSpan(0, Base64Text.Decode(message[1..], data)), isBinary: true);
    }

    private void Grow(ref byte[] buffer, int length)
    {
        var limit = (int)Math.Min(endpoint.Options.MaxMessageBytes, Array.MaxLength - 2) + 1;
        if (length > limit)
        {
            throw new TransportException(TransportFailure.TooLarge(endpoint.Options.MaxMessageBytes));
        }

        var larger = ReadBuffers.Rent(length == 0 ? ReadBytes : (int)Math.Min(length * 2L, limit + 1L));
        buffer.AsSpan(0, length).CopyTo(larger);
        Return(ref buffer);
        buffer = larger;
    }

    private static void Return(ref byte[] buffer)
    {
        ReadBuffers.Return(buffer);
        buffer = [];
    }
}
