using System.Net.Sockets;
using Microsoft.AspNetCore.Http.Features;
using Sockeye.EventLoops;

namespace Sockeye.Engine.Transports.WebSockets;

/// <summary>What a WebSocket runs on, until <see cref="Release"/>: a session that has ended holds nothing of its request.</summary>
internal sealed class WebSocketConnection
{
    private IHttpRequestLifetimeFeature? _lifetime;
    private ReadOnlyMemory<byte> _received;
    private readonly LoopSocket? _handedOver;
    private readonly LoopSocket? _direct;

    /// <param name="stream">The upgraded stream.</param>
    /// <param name="socket">The socket below it, where it may be written to directly.</param>
    /// <param name="lifetime">Cuts the connection.</param>
    public WebSocketConnection(Stream stream, LoopSocket? socket, IHttpRequestLifetimeFeature? lifetime)
    {
        Stream = stream;
        Socket = socket?.Socket;
        _direct = socket;
        _lifetime = lifetime;
    }

    /// <param name="upgraded">The connection, which is all this object's.</param>
    public WebSocketConnection(UpgradedConnection upgraded)
    {
        Stream = Stream.Null;
        Socket = upgraded.Socket!.Socket;
        _received = upgraded.Received;
        _handedOver = upgraded.Socket;
        _direct = upgraded.Socket;
    }

    /// <summary>Whether the web server has let the connection go: its request may end, and has to.</summary>
    public bool IsHandedOver => _handedOver is not null;

    /// <summary>The upgraded stream, where the connection is the web server's. All reading goes through it.</summary>
    public Stream Stream { get; private set; }

    /// <summary>The socket, where it may be written to directly.</summary>
    public Socket? Socket { get; private set; }

    /// <summary>Sets what hears when the other side has gone, if that can be told.</summary>
    public void SetOwner(ILoopSocketOwner owner)
    {
        if (_handedOver is not null)
        {
            _handedOver.Owner = owner;
        }
    }

    /// <summary>Waits until there is something to read.</summary>
    public ValueTask ReadableAsync() =>
        !_received.IsEmpty ? default
        : _handedOver is not null ? _handedOver.ReadableAsync()
        : WaitAsync(Stream.ReadAsync(Memory<byte>.Empty));

    /// <summary>Reads what has come; waits until there is something.</summary>
    /// <param name="buffer">Not empty.</param>
    /// <returns>0 at the end.</returns>
    public ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        if (!_received.IsEmpty)
        {
            return ValueTask.FromResult(ReadReceived(buffer));
        }

        return _handedOver is not null ? _handedOver.ReceiveAsync(buffer) : Stream.ReadAsync(buffer);
    }

    /// <summary>As <see cref="ReadAsync"/>, but where there is nothing after all it does not wait, if that can be told.</summary>
    /// <returns>Negative where there is nothing.</returns>
    public ValueTask<int> ReadReadyAsync(Memory<byte> buffer) =>
        _handedOver is not null && _received.IsEmpty ? ValueTask.FromResult(_handedOver.Receive(buffer.Span)) : ReadAsync(buffer);

    /// <summary>Writes to the socket, past the stream.</summary>
    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes) => _direct!.SendAsync(bytes);

    /// <summary>Cuts the connection.</summary>
    public void Abort()
    {
        try
        {
            if (_handedOver is not null)
            {
                _handedOver.Close(resets: true);
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
        _handedOver?.Close(resets: false);
        _lifetime = null;
        Stream = Stream.Null;
        Socket = null;
    }

    private static async ValueTask WaitAsync(ValueTask<int> read) => await read;

    private int ReadReceived(Memory<byte> buffer)
    {
        int length = Math.Min(buffer.Length, _received.Length);
        _received[..length].CopyTo(buffer);
        _received = _received[length..];
        return length;
    }
}
