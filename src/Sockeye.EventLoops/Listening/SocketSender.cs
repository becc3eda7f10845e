using System.Buffers;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Sockeye.EventLoops.Listening;

/// <summary>Writes data that is in many pieces to a socket, with few system calls.</summary>
internal static class SocketSender
{
    // One megabyte in blocks of the web server, and not more than the system accepts in one call.
    private const int MostSegments = 256;

    // The pieces of one call. The call never waits, so one list for each thread is enough.
    [ThreadStatic]
    private static List<ArraySegment<byte>>? _segments;

    /// <summary>Sends all bytes: at once if the socket accepts them, as it nearly always does, otherwise as soon as it does.</summary>
    /// <exception cref="SocketException">The connection is broken.</exception>
    /// <exception cref="ObjectDisposedException">The connection is closed.</exception>
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
                // The blocks of Kestrel's pools are arrays. Memory of another kind is sent alone.
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
