using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text.Unicode;
using Sockeye.Engine.Legacy;
using Sockeye.Engine.Sessions;
using Sockeye.Protocol.EngineIO;

namespace Sockeye.Engine.Transports.WebSockets;

/// <summary>
/// The read loop of a WebSocket. It waits without a buffer, then handles all messages that have arrived at once. The answers are written at
/// the end.
/// </summary>
internal sealed class WebSocketReceiver(EngineSession session, WebSocketTransport transport, WebSocketConnection connection, int maxPayload, bool inflates)
{
    // One client may have this many bytes read from the stream of the web server before other clients get their turn.
    private const int Turn = 16 * 1024;

    private readonly FrameReader _frames = new(maxPayload, inflates);
    private bool _dispatching;
    private bool _discards;
    private bool _pongQueued;
    private int _taken; // in bytes, since the stream last had no data

    private enum Next
    {
        Read,
        Wait,
        Discard,
        End,
    }

    /// <summary>Runs until the connection has ended. It never throws: a broken connection is an end too.</summary>
    public async Task RunAsync()
    {
        try
        {
            bool more = true;
            while (more)
            {
                // After data has arrived, one buffer is taken and filled once. Then the other clients get their turn, however much this
                // client sends.
                int count;
                if (connection.HasReceived)
                {
                    count = connection.TakeReceived(_frames.GetMemory().Span);
                }
                else if (connection.Stream is { } stream)
                {
                    ValueTask<int> ready = stream.ReadAsync(Memory<byte>.Empty);
                    if (!ready.IsCompleted)
                    {
                        _taken = 0;
                    }
                    else if (_taken >= Turn)
                    {
                        // A client that sends faster than it is read always has data ready, and would occupy its thread.
                        _taken = 0;
                        await Task.Yield();
                    }

                    _ = await ready;
                    count = await stream.ReadAsync(_frames.GetMemory());
                    _taken += count;
                }
                else
                {
                    await connection.Socket!.ReadableAsync();
                    count = connection.Socket.Receive(_frames.GetMemory().Span);
                }

                // A negative count means that nothing has arrived after all.
                more = count != 0 && (count < 0 || _discards || await ProcessAsync(count));
                _frames.ReleaseIfEmpty();
            }
        }
        catch (Exception exception)
            when (exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The connection broke or was aborted.
        }
        catch (Exception exception)
        {
            transport.OnReadFailed(exception);
        }
        finally
        {
            _frames.Release();
            await transport.EndAsync();
        }
    }

    private async ValueTask<bool> ProcessAsync(int count)
    {
        _frames.Advance(count);
        while (true)
        {
            switch (ProcessBuffered(out ValueTask pending))
            {
                case Next.Read:
                    return true;
                case Next.End:
                    return false;
                case Next.Discard:
                    // Closing a connection with unread bytes would reset it, and the close frame might never arrive. The time-out of the
                    // transport limits this.
                    _discards = true;
                    _frames.Release();
                    return true;
                default:
                    await WaitAsync(pending);
                    break;
            }
        }
    }

    private async ValueTask WaitAsync(ValueTask pending)
    {
        try
        {
            await pending;
        }
        catch (Exception exception)
        {
            session.HandlerFailed(exception);
        }
    }

    // Everything that can be read from the buffer without waiting.
    private Next ProcessBuffered(out ValueTask pending)
    {
        pending = default;
        try
        {
            while (true)
            {
                ReadStatus status = _frames.TryRead(out ReadOnlySpan<byte> payload);
                switch (status)
                {
                    case ReadStatus.NeedsMore:
                        return Next.Read;
                    case ReadStatus.Text or ReadStatus.Binary:
                        pending = OnMessage(payload, status == ReadStatus.Binary);
                        if (!pending.IsCompletedSuccessfully)
                        {
                            return Next.Wait;
                        }

                        pending.GetAwaiter().GetResult();
                        break;
                    case ReadStatus.Ping:
                        transport.QueuePong(payload);
                        _pongQueued = true;
                        break;
                    case ReadStatus.Pong:
                        break;
                    case ReadStatus.Close:
                        return OnClose(payload);
                    default:
                        if (_frames.Fault == CloseStatus.MessageTooBig)
                        {
                            session.PayloadTooLarge(transport.Name);
                        }

                        transport.CloseForPeer(_frames.Fault, EngineCloseReason.TransportError, _frames.FaultDescription!);
                        return Next.Discard;
                }
            }
        }
        catch (Exception exception)
        {
            // The task that the handler returned for the previous message has already been awaited.
            pending = default;
            session.HandlerFailed(exception);
            return Next.Wait;
        }
        finally
        {
            EndBatch();
        }
    }

    private void EndBatch()
    {
        if (_dispatching)
        {
            _dispatching = false;
            session.EndDispatch();
        }

        if (_pongQueued)
        {
            _pongQueued = false;
            transport.Drain();
        }
    }

    private ValueTask OnMessage(ReadOnlySpan<byte> payload, bool isBinary)
    {
        if (transport.IsClosing)
        {
            return default;
        }

        if (session.Transport != transport)
        {
            return Probe(isBinary ? [] : payload);
        }

        if (!_dispatching)
        {
            _dispatching = session.BeginDispatch();
            if (!_dispatching)
            {
                return default;
            }
        }

        return isBinary ? OnBinary(payload) : OnPacket(payload);
    }

    // In v4 a binary message is only its data. In v3 its type is in front.
    private ValueTask OnBinary(ReadOnlySpan<byte> payload)
    {
        if (session.Protocol != 3)
        {
            return session.ReceiveAsync(EnginePacketType.Message, payload, isBinary: true);
        }

        EnginePacketError error = PayloadReaderV3.ReadBinary(payload, out EnginePacketType type);
        return error == EnginePacketError.None ? session.ReceiveAsync(type, payload[1..], isBinary: true) : OnInvalid(error);
    }

    private ValueTask OnInvalid(EnginePacketError error)
    {
        session.End(EngineCloseReason.ParseError, error.ToString());
        return default;
    }

    private ValueTask OnPacket(ReadOnlySpan<byte> packet)
    {
        EnginePacketError error = EnginePacket.Read(packet, out EnginePacketType type, out bool isBase64);
        if (error == EnginePacketError.None && isBase64 && session.Protocol == 3)
        {
            error = PayloadReaderV3.ReadBase64(packet, out type, out _);
        }

        if (error != EnginePacketError.None)
        {
            return OnInvalid(error);
        }

        return isBase64 ? OnBase64(type, packet[(session.Protocol == 3 ? 2 : 1)..]) : session.ReceiveAsync(type, packet[1..], isBinary: false);
    }

    // Node accepts binary messages as base64 on a WebSocket too.
    private ValueTask OnBase64(EnginePacketType type, ReadOnlySpan<byte> base64)
    {
        byte[] data = ArrayPool<byte>.Shared.Rent(Base64Text.GetLength(base64));
        try
        {
            int written = Base64Text.Decode(base64, data);
            return session.ReceiveAsync(type, data.AsSpan(0, written), isBinary: true);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(data);
        }
    }

    private ValueTask Probe(ReadOnlySpan<byte> packet)
    {
        Task? posted = null;
        return transport.Upgrade?.OnMessage(packet, out posted) == ProbeVerdict.WaitForPost ? UpgradeAfterAsync(posted!) : default;
    }

    private async ValueTask UpgradeAfterAsync(Task? posted)
    {
        do
        {
            await posted!;
        }
        while (transport.Upgrade!.OnMessage("5"u8, out posted) == ProbeVerdict.WaitForPost);
    }

    private Next OnClose(ReadOnlySpan<byte> payload)
    {
        int status = payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(payload) : 0;
        bool valid = payload.IsEmpty
            || (status is (>= 1000 and <= 1014 and not 1004 and not 1005 and not 1006) or (>= 3000 and < 5000)
                && Utf8.IsValid(payload[2..]));
        if (!valid)
        {
            transport.CloseForPeer(CloseStatus.ProtocolError, EngineCloseReason.TransportError, "invalid close frame");
            return Next.Discard;
        }

        transport.CloseForPeer((CloseStatus)status, EngineCloseReason.TransportClose, "closed by the client");
        return Next.End;
    }
}
