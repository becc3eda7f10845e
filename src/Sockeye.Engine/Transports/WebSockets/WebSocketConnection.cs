using System.Buffers;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http.Features;
using Sockeye.Engine.Delivery;
using Sockeye.EventLoops;
using NetworkSocket = System.Net.Sockets.Socket;

namespace Sockeye.Engine.Transports.WebSockets;

/// <summary>
/// The connection below a WebSocket, until <see cref="Release"/>, so that a session that has ended holds nothing of its request. It is the
/// stream of the web server, a socket of an event loop, or a WebSocket that other code frames.
/// </summary>
internal sealed class WebSocketConnection
{
    // The maximum size of one write, and of what the web server gets at a time. The rest stays in the packets, which all recipients share.
    private const int MostAtOnce = 64 * 1024;

    // Above this size, a copy costs more than another write.
    private const int LargestCopied = 16 * 1024;

    [ThreadStatic]
    private static byte[]? _gathered;

    private readonly NetworkSocket? _below;
    private readonly WebSocketFrameStream? _framed;
    private IHttpRequestLifetimeFeature? _lifetime;
    private ReadOnlyMemory<byte> _received;

    /// <param name="stream">The upgraded stream.</param>
    /// <param name="socket">The socket below it, if frames may be written directly to it.</param>
    /// <param name="lifetime">Aborts the connection.</param>
    /// <param name="below">The socket of the connection, if the web server shows it. It is only looked at.</param>
    public WebSocketConnection(Stream stream, LoopSocket? socket, IHttpRequestLifetimeFeature? lifetime, NetworkSocket? below)
    {
        Stream = stream;
        Socket = socket;
        _below = below;
        _lifetime = lifetime;
    }

    /// <param name="framed">The WebSocket.</param>
    /// <param name="below">The socket of the connection, if the web server shows it. It is only looked at.</param>
    public WebSocketConnection(WebSocketFrameStream framed, NetworkSocket? below)
    {
        Stream = framed;
        _framed = framed;
        _below = below;
    }

    /// <param name="upgraded">The connection, which this object now owns.</param>
    public WebSocketConnection(UpgradedConnection upgraded)
    {
        IsHandedOver = true;
        Socket = upgraded.Socket;
        _received = upgraded.Received;
    }

    /// <summary>Whether the web server has let the connection go. Its request may end then, and has to.</summary>
    public bool IsHandedOver { get; }

    /// <summary>
    /// The stream from which frames are read, if the connection still belongs to the web server: its own stream, or that of a WebSocket
    /// that other code frames.
    /// </summary>
    public Stream? Stream { get; private set; }

    /// <summary>The socket, if the web server has let the connection go or allows frames to be written to it.</summary>
    public LoopSocket? Socket { get; }

    /// <summary>Sets the object that is called when the other side has gone, if that can be noticed.</summary>
    public void SetOwner(ILoopSocketOwner owner)
    {
        if (IsHandedOver)
        {
            Socket!.Owner = owner;
        }
    }

    /// <summary>
    /// Checks whether the other side has ended the connection, or its own direction of it, and everything before that has been read from
    /// the socket.
    /// </summary>
    public bool HasPeerGone()
    {
        // An event loop reports it by itself (SetOwner).
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

    /// <summary>Whether data had arrived before the web server let the connection go and has not been taken yet.</summary>
    public bool HasReceived => !_received.IsEmpty;

    /// <summary>Takes data that had arrived before the web server let the connection go.</summary>
    public int TakeReceived(Span<byte> buffer)
    {
        int length = Math.Min(buffer.Length, _received.Length);
        _received.Span[..length].CopyTo(buffer);

        // An empty rest would keep the array for the whole life of the connection.
        _received = length < _received.Length ? _received[length..] : default;
        return length;
    }

    /// <summary>Writes as much as possible without waiting.</summary>
    /// <param name="unsent">The packets to write. The position in it moves forward.</param>
    /// <param name="room">Completes when more can be written.</param>
    /// <returns>Whether everything has been written. If not, call this again after <paramref name="room"/>.</returns>
    public bool TryWrite(ref UnsentPackets unsent, out ValueTask room) =>
        Socket is { } socket ? TrySend(socket, ref unsent, out room) : TryWrite(Stream!, ref unsent, out room);

    /// <summary>Aborts the connection.</summary>
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
            // The connection has ended before.
        }
    }

    /// <summary>Called when the WebSocket has ended. Nothing is read or written any more.</summary>
    public void Release()
    {
        if (IsHandedOver)
        {
            Socket!.Close(resets: false);
        }

        _lifetime = null;
        Stream = null;
    }

    /// <summary>
    /// Lets the request end, after <see cref="Release"/>. The task completes when nothing of the request is used any more. It calls code of
    /// others, so it runs under no lock.
    /// </summary>
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
                // The array is rented, because the stream may keep it until the write has ended.
                gathered = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(unsent.Bytes, LargestCopied, MostAtOnce));
                chunk = gathered.AsMemory(0, unsent.CopyTo(gathered, LargestCopied));
            }
            else if (chunk.Length > MostAtOnce)
            {
                // Kestrel copies at once everything that it gets, of any size.
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
