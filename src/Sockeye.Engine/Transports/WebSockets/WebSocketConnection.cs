using System.Buffers;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http.Features;
using Sockeye.Engine.Delivery;
using Sockeye.EventLoops;
using NetworkSocket = System.Net.Sockets.Socket;

namespace Sockeye.Engine.Transports.WebSockets;

/// <summary>
/// What a WebSocket runs on, until <see cref="Release"/>: a session that has ended holds nothing of its request. That is the web server's stream, a socket of an event loop, or a WebSocket
/// that others frame.
/// </summary>
internal sealed class WebSocketConnection
{
    // What is gathered for one write, and what the web server is given at a time: the rest stays in the packets, which all receivers share.
    private const int MostAtOnce = 64 * 1024;

    // Above this, a copy costs more than another write.
    private const int LargestCopied = 16 * 1024;

    [ThreadStatic]
    private static byte[]? _gathered;

    private readonly NetworkSocket? _below;
    private readonly WebSocketFrameStream? _framed;
    private IHttpRequestLifetimeFeature? _lifetime;
    private ReadOnlyMemory<byte> _received;

    /// <param name="stream">The upgraded stream.</param>
    /// <param name="socket">The socket below it, if frames may be written to that.</param>
    /// <param name="lifetime">Cuts the connection.</param>
    /// <param name="below">The socket of the connection, if the web server shows it. It is looked at only.</param>
    public WebSocketConnection(Stream stream, LoopSocket? socket, IHttpRequestLifetimeFeature? lifetime, NetworkSocket? below)
    {
        Stream = stream;
        Socket = socket;
        _below = below;
        _lifetime = lifetime;
    }

    /// <param name="framed">The WebSocket.</param>
    /// <param name="below">The socket of the connection, if the web server shows it. It is looked at only.</param>
    public WebSocketConnection(WebSocketFrameStream framed, NetworkSocket? below)
    {
        Stream = framed;
        _framed = framed;
        _below = below;
    }

    /// <param name="upgraded">The connection, which is all this object's.</param>
    public WebSocketConnection(UpgradedConnection upgraded)
    {
        IsHandedOver = true;
        Socket = upgraded.Socket;
        _received = upgraded.Received;
    }

    /// <summary>Whether the web server has let the connection go: its request may end, and has to.</summary>
    public bool IsHandedOver { get; }

    /// <summary>The web server's stream, or that of a WebSocket that others frame, if the connection is the web server's: frames are read from it.</summary>
    public Stream? Stream { get; private set; }

    /// <summary>The socket, if the web server has let the connection go or lets frames be written to it.</summary>
    public LoopSocket? Socket { get; }

    /// <summary>Sets what hears when the other side has gone, if that can be told.</summary>
    public void SetOwner(ILoopSocketOwner owner)
    {
        if (IsHandedOver)
        {
            Socket!.Owner = owner;
        }
    }

    /// <summary>Looks whether the other side has ended the connection, or its own direction, and everything before that has been read from the socket.</summary>
    public bool HasPeerGone()
    {
        // An event loop says it by itself (SetOwner).
        if (_below is not { } socket)
        {
            return false;
        }

        try
        {
            return socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return true;
        }
    }

    /// <summary>Whether something had come before the web server let the connection go, and has not been taken yet.</summary>
    public bool HasReceived => !_received.IsEmpty;

    /// <summary>Takes of what had come before the web server let the connection go.</summary>
    public int TakeReceived(Span<byte> buffer)
    {
        int length = Math.Min(buffer.Length, _received.Length);
        _received.Span[..length].CopyTo(buffer);

        // An empty rest would still hold the array, as long as the connection lives.
        _received = length < _received.Length ? _received[length..] : default;
        return length;
    }

    /// <summary>Writes as much as can be written without waiting.</summary>
    /// <param name="unsent">What is to be written; less after it.</param>
    /// <param name="room">Completes when more can be written.</param>
    /// <returns>Whether everything has been written. If not, call again after <paramref name="room"/>.</returns>
    public bool TryWrite(ref UnsentPackets unsent, out ValueTask room) =>
        Socket is { } socket ? TrySend(socket, ref unsent, out room) : TryWrite(Stream!, ref unsent, out room);

    /// <summary>Cuts the connection.</summary>
    public void Abort()
    {
        try
        {
            if (IsHandedOver)
            {
                Socket!.Close(resets: true);
            }

            _framed?.Abort();
            _lifetime?.Abort();
        }
        catch (ObjectDisposedException)
        {
            // The connection went first.
        }
    }

    /// <summary>The WebSocket is over. Nothing is read or written any more.</summary>
    public void Release()
    {
        if (IsHandedOver)
        {
            Socket!.Close(resets: false);
        }

        _lifetime = null;
        Stream = null;
    }

    /// <summary>Lets the request end, after <see cref="Release"/>. Completes when nothing of it is touched any more. Calls code of others, so under no lock.</summary>
    public ValueTask EndAsync() => _framed?.EndAsync() ?? default;

    private static bool TrySend(LoopSocket socket, ref UnsentPackets unsent, out ValueTask room)
    {
        while (!unsent.IsEmpty)
        {
            ReadOnlySpan<byte> chunk = unsent.Next.Span;
            if (!unsent.IsLast && chunk.Length <= LargestCopied)
            {
                byte[] gathered = _gathered ??= GC.AllocateUninitializedArray<byte>(MostAtOnce);
                chunk = gathered.AsSpan(0, unsent.CopyTo(gathered, LargestCopied));
            }

            int sent = socket.Send(chunk);
            if (sent < 0)
            {
                room = socket.WritableAsync();
                return false;
            }

            unsent.Advance(sent);
        }

        room = default;
        return true;
    }

    private static bool TryWrite(Stream stream, ref UnsentPackets unsent, out ValueTask room)
    {
        while (!unsent.IsEmpty)
        {
            byte[]? gathered = null;
            ReadOnlyMemory<byte> chunk = unsent.Next;
            if (!unsent.IsLast && chunk.Length <= LargestCopied)
            {
                // Rented, since the stream may keep it until the write has ended.
                gathered = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(unsent.Bytes, LargestCopied, MostAtOnce));
                chunk = gathered.AsMemory(0, unsent.CopyTo(gathered, LargestCopied));
            }
            else if (chunk.Length > MostAtOnce)
            {
                // Kestrel copies at once what it is given, however much that is.
                chunk = chunk[..MostAtOnce];
            }

            unsent.Advance(chunk.Length);
            ValueTask write = stream.WriteAsync(chunk);
            if (!write.IsCompletedSuccessfully)
            {
                room = WrittenAsync(write, gathered);
                return false;
            }

            write.GetAwaiter().GetResult();
            Return(gathered);
        }

        room = default;
        return true;
    }

    private static async ValueTask WrittenAsync(ValueTask write, byte[]? gathered)
    {
        await write;
        Return(gathered);
    }

    private static void Return(byte[]? gathered)
    {
        if (gathered is not null)
        {
            ArrayPool<byte>.Shared.Return(gathered);
        }
    }
}
