using System.Net.Sockets;
using Microsoft.AspNetCore.Http.Features;
using Sockeye.Engine.Listening;

namespace Sockeye.Engine.Transports.WebSockets;

/// <summary>What a WebSocket runs on, until <see cref="Release"/>: a session that has ended holds nothing of its request.</summary>
internal sealed class WebSocketConnection
{
    private IHttpRequestLifetimeFeature? _lifetime;
    private ReadOnlyMemory<byte> _received;
    private Task? _readable;

    /// <param name="stream">The upgraded stream.</param>
    /// <param name="socket">The socket below it, where it may be written to directly.</param>
    /// <param name="lifetime">Cuts the connection.</param>
    public WebSocketConnection(Stream stream, Socket? socket, IHttpRequestLifetimeFeature? lifetime)
    {
        Stream = stream;
        Socket = socket;
        _lifetime = lifetime;
    }

    /// <param name="socket">The connection, which is all this object's.</param>
    public WebSocketConnection(HandedOverSocket socket)
    {
        Stream = Stream.Null;
        Socket = socket.Socket;
        _received = socket.Received;
        _readable = socket.Readable;
        IsHandedOver = true;
    }

    /// <summary>Whether the web server has let the connection go: its request may end, and has to.</summary>
    public bool IsHandedOver { get; }

    /// <summary>The upgraded stream, where the connection is the web server's. All reading goes through it.</summary>
    public Stream Stream { get; private set; }

    /// <summary>The socket, where it may be written to directly.</summary>
    public Socket? Socket { get; private set; }

    /// <summary>Reads what has come; waits until there is something. With an empty buffer it only waits.</summary>
    /// <returns>0 at the end.</returns>
    public ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        if (!_received.IsEmpty)
        {
            return ValueTask.FromResult(ReadReceived(buffer));
        }

        return _readable is not null ? ReadWhenReadableAsync(buffer)
            : IsHandedOver ? Socket!.ReceiveAsync(buffer, SocketFlags.None)
            : Stream.ReadAsync(buffer);
    }

    /// <summary>As <see cref="ReadAsync"/>, but where there is nothing after all it does not wait, if that can be told.</summary>
    /// <returns>Negative where there is nothing.</returns>
    public ValueTask<int> ReadReadyAsync(Memory<byte> buffer)
    {
        if (!IsHandedOver || !_received.IsEmpty)
        {
            return ReadAsync(buffer);
        }

        int count = Socket!.Receive(buffer.Span, SocketFlags.None, out SocketError error);
        return error switch
        {
            SocketError.Success => ValueTask.FromResult(count),
            SocketError.WouldBlock => ValueTask.FromResult(-1),
            _ => ValueTask.FromException<int>(new SocketException((int)error)),
        };
    }

    /// <summary>Cuts the connection.</summary>
    public void Abort()
    {
        try
        {
            if (IsHandedOver)
            {
                Socket?.Close(timeout: 0);
            }
            else
            {
                _lifetime?.Abort();
            }
        }
        catch (ObjectDisposedException)
        {
            // The connection went first.
        }
    }

    public void Release()
    {
        if (IsHandedOver)
        {
            Close();
        }

        _lifetime = null;
        Stream = Stream.Null;
        Socket = null;
    }

    private async ValueTask<int> ReadWhenReadableAsync(Memory<byte> buffer)
    {
        await _readable!;
        _readable = null;
        return buffer.IsEmpty ? 0 : await Socket!.ReceiveAsync(buffer, SocketFlags.None);
    }

    private int ReadReceived(Memory<byte> buffer)
    {
        int length = Math.Min(buffer.Length, _received.Length);
        _received[..length].CopyTo(buffer);
        _received = _received[length..];
        return length;
    }

    private void Close()
    {
        try
        {
            Socket?.Shutdown(SocketShutdown.Both);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The client went first.
        }

        Socket?.Dispose();
    }
}
