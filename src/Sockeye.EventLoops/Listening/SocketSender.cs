using System.Buffers;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Sockeye.EventLoops.Listening;

/// <summary>Writes to a socket what is in many pieces, with few calls.</summary>
internal static class SocketSender
{
    // A megabyte of the web server's blocks, and no more than the system takes in a call.
    private const int MostSegments = 256;

    // What is gathered for one call: it never waits, so a list for each thread will do.
    [ThreadStatic]
    private static List<ArraySegment<byte>>? _segments;

    /// <summary>Sends all of the bytes: at once if the socket takes them, which is nearly always, and otherwise as soon as it does.</summary>
    /// <exception cref="SocketException">The connection is broken.</exception>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    public static async ValueTask SendAsync(LoopSocket socket, ReadOnlySequence<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int sent = Send(socket.Socket, bytes, out SocketError error);
            if (error == SocketError.Success)
            {
                bytes = bytes.Slice(sent);
            }
            else if (error == SocketError.WouldBlock)
            {
                await socket.WritableAsync();
            }
            else
            {
                throw new SocketException((int)error);
            }
        }
    }

    private static int Send(Socket socket, in ReadOnlySequence<byte> bytes, out SocketError error)
    {
        if (bytes.IsSingleSegment)
        {
            return socket.Send(bytes.FirstSpan, SocketFlags.None, out error);
        }

        List<ArraySegment<byte>> segments = _segments ??= [];
        try
        {
            foreach (ReadOnlyMemory<byte> piece in bytes)
            {
                // The blocks of Kestrel's pools are arrays. One of another kind goes alone.
                if (segments.Count == MostSegments || !MemoryMarshal.TryGetArray(piece, out ArraySegment<byte> segment))
                {
                    break;
                }

                segments.Add(segment);
            }

            return segments.Count > 0 ? socket.Send(segments, SocketFlags.None, out error) : socket.Send(bytes.FirstSpan, SocketFlags.None, out error);
        }
        finally
        {
            segments.Clear();
        }
    }
}
