using System.Buffers;
using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace Sockeye.Engine.Transports.WebSockets;

/// <summary>
/// Shows the WebSocket of a web server that frames messages itself, such as the test server or a middleware, as a stream of frames. So it
/// is handled like all others: limits, order, closing and slow readers are matters of the same code. One read and one write at a time.
/// </summary>
/// <param name="webSocket">The open WebSocket. It is disposed of at the end.</param>
/// <param name="lifetime">Aborts the connection below it.</param>
internal sealed class WebSocketFrameStream(WebSocket webSocket, IHttpRequestLifetimeFeature? lifetime) : Stream
{
    private const int MaskLength = 4;
    private const int LargestHeader = 4 + MaskLength; // for a frame whose length has 16 bits
    private const int LargestPart = 8 * 1024;

    private readonly byte[] _header = new byte[10];
    private byte[]? _buffer;
    private ReadOnlyMemory<byte> _read; // frames that have arrived and were not taken yet
    private bool _inMessage;
    private bool _ended;
    private int _headerLength; // of the frame whose header is being written
    private Opcode _opcode;
    private int _left; // of the payload of the frame that is being written
    private int _status;
    private Task? _aborting;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>
    /// Reads frames as a client sends them. A read without a buffer waits until there is data, as with the web server's own stream.
    /// </summary>
    /// <exception cref="IOException">The connection has broken.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_read.IsEmpty && !_ended)
        {
            await ReceiveAsync();
        }

        int count = Math.Min(buffer.Length, _read.Length);
        _read.Span[..count].CopyTo(buffer.Span);
        _read = _read[count..];
        if (_read.IsEmpty)
        {
            ReleaseBuffer();
        }

        return count;
    }

    /// <summary>Sends the content of server frames. They may be split at any byte.</summary>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            if (_left == 0)
            {
                _header[_headerLength++] = buffer.Span[0];
                buffer = buffer[1..];
                if (_headerLength < 2 || _headerLength < (_header[1] switch { 126 => 4, 127 => 10, _ => 2 }))
                {
                    continue;
                }

                FrameHeader.Read(_header, out _opcode, out _left);
                _headerLength = 0;
                if (_left > 0)
                {
                    continue;
                }
            }

            ReadOnlyMemory<byte> part = buffer[..Math.Min(buffer.Length, _left)];
            buffer = buffer[part.Length..];
            _left -= part.Length;
            await SendAsync(part, isLast: _left == 0);
        }
    }

    /// <summary>
    /// Aborts the connection soon. Code of others is called for that, which must not run under the caller's lock. One call at a time, and
    /// none after <see cref="EndAsync"/>.
    /// </summary>
    public void Abort() => _aborting ??= Task.Run(AbortNow);

    /// <summary>
    /// Called when nothing is read or written any more. The task completes when nothing of the request is used any more either.
    /// </summary>
    public async ValueTask EndAsync()
    {
        if (_aborting is { } aborting)
        {
            await aborting;
        }

        ReleaseBuffer();
        LetGo(webSocket.Dispose);
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private static void LetGo(Action end)
    {
        try
        {
            end();
        }
        catch (Exception)
        {
            // A WebSocket or a web server of others cannot be aborted. Nothing else can be done with it.
        }
    }

    private void AbortNow()
    {
        LetGo(webSocket.Abort);
        if (lifetime is not null)
        {
            LetGo(lifetime.Abort);
        }
    }

    private Task SendAsync(ReadOnlyMemory<byte> part, bool isLast)
    {
        switch (_opcode)
        {
            case Opcode.Text or Opcode.Binary:
                WebSocketMessageType type = _opcode == Opcode.Text ? WebSocketMessageType.Text : WebSocketMessageType.Binary;
                return webSocket.SendAsync(part, type, isLast, CancellationToken.None).AsTask();
            case Opcode.Close:
                foreach (byte b in part.Span)
                {
                    _status = (_status << 8) | b;
                }

                // A close frame without a status cannot be sent: "Empty" would be sent as 1005, which is not allowed in a frame.
                WebSocketCloseStatus status = _status == 0 ? WebSocketCloseStatus.NormalClosure : (WebSocketCloseStatus)_status;
                return isLast ? webSocket.CloseOutputAsync(status, null, CancellationToken.None) : Task.CompletedTask;
            default:
                // The WebSocket answers pings by itself.
                return Task.CompletedTask;
        }
    }

    // Waits for a message, or its next part, and puts the header in front that a client would have sent.
    private async ValueTask ReceiveAsync()
    {
        byte[] buffer = _buffer = ArrayPool<byte>.Shared.Rent(LargestHeader + LargestPart);
        int length = 0;
        ValueWebSocketReceiveResult result;
        try
        {
            // Some servers deliver small parts. The message is not complete before the last one anyway, and the reader counts the parts,
            // including empty ones.
            do
            {
                result = await webSocket.ReceiveAsync(buffer.AsMemory(LargestHeader + length, LargestPart - length), CancellationToken.None);
                length += result.Count;
            }
            while (!result.EndOfMessage && result.Count > 0 && length < LargestPart);
        }
        catch (WebSocketException exception) when (exception.WebSocketErrorCode == WebSocketError.Faulted)
        {
            // The frames violated the protocol, but they are not visible here, so another invalid frame stands for them.
            _ended = true;
            Frame((Opcode)0xf, isFinal: true, length: 0);
            return;
        }
        catch (WebSocketException exception)
        {
            throw new IOException(exception.Message, exception);
        }

        if (result.MessageType == WebSocketMessageType.Close)
        {
            _ended = true;
            Frame(Opcode.Close, isFinal: true, WriteClose(buffer.AsSpan(LargestHeader)));
            return;
        }

        Opcode opcode = _inMessage ? Opcode.Continuation : result.MessageType == WebSocketMessageType.Text ? Opcode.Text : Opcode.Binary;
        _inMessage = !result.EndOfMessage;
        Frame(opcode, result.EndOfMessage, length);
    }

    private int WriteClose(Span<byte> payload)
    {
        if (webSocket.CloseStatus is not { } status || status == WebSocketCloseStatus.Empty)
        {
            return 0;
        }

        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)status);
        return 2 + Encoding.UTF8.GetBytes(webSocket.CloseStatusDescription ?? "", payload[2..]);
    }

    // The mask is zero, so the payload does not change.
    private void Frame(Opcode opcode, bool isFinal, int length)
    {
        int start = LargestHeader - FrameHeader.GetLength(length) - MaskLength;
        Span<byte> header = _buffer.AsSpan(start, LargestHeader - start);
        header.Clear();
        FrameHeader.Write(header, opcode, length);
        header[0] = (byte)((isFinal ? header[0] : 0) | (byte)opcode);
        header[1] |= 0x80;
        _read = _buffer.AsMemory(start, LargestHeader - start + length);
    }

    private void ReleaseBuffer()
    {
        if (_buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = null;
        }

        _read = default;
    }
}
