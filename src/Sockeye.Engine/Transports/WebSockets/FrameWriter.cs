using System.Buffers;
using System.Net.Sockets;
using Sockeye.Engine.Delivery;

namespace Sockeye.Engine.Transports.WebSockets;

/// <summary>
/// Writes batches of frames: small ones are gathered, so that a batch is one write. One call at a time, which the
/// transport sees to; everything that goes out on the connection comes through here, and so nothing lands inside a message.
/// </summary>
internal readonly struct FrameWriter(WebSocketConnection connection, WebSocketTransport transport)
{
    private const int ChunkSize = 64 * 1024;

    // Above this, a copy costs more than another write.
    private const int LargestCopied = 16 * 1024;

    [ThreadStatic]
    private static byte[]? _gathered;

    /// <summary>Writes until nothing is left, or until that would have to wait; then it goes on by itself.</summary>
    public void Run()
    {
        try
        {
            while (transport.TryTakeBatch(out Outbox batch, out bool direct))
            {
                if (!(direct ? WriteDirect(ref batch) : WriteToStream(ref batch)))
                {
                    return;
                }

                batch.Release();
            }
        }
        catch (Exception exception)
        {
            transport.WriteFailed(exception.Message);
        }
    }

    // One packet alone needs no copy, whatever its size.
    private static bool IsWrittenAlone(ref Outbox batch, int index) =>
        batch[index].Size > LargestCopied || index == batch.Count - 1;

    private static int Gather(ref Outbox batch, ref int next, Span<byte> destination)
    {
        int length = 0;
        while (next < batch.Count)
        {
            ReadOnlySpan<byte> frames = batch[next].FramesSpan;
            if (frames.Length > LargestCopied || frames.Length > destination.Length - length)
            {
                break;
            }

            frames.CopyTo(destination[length..]);
            length += frames.Length;
            next++;
        }

        return length;
    }

    private static ReadOnlyMemory<byte> NextChunk(ref Outbox batch, ref int next, ref byte[]? rented)
    {
        if (IsWrittenAlone(ref batch, next))
        {
            return batch[next++].Frames;
        }

        rented ??= ArrayPool<byte>.Shared.Rent((int)Math.Clamp(batch.Bytes, LargestCopied, ChunkSize));
        int length = Gather(ref batch, ref next, rented);
        return rented.AsMemory(0, length);
    }

    private static void Return(byte[]? rented)
    {
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    // Straight to the socket, without waiting. What it does not take is sent on asynchronously, in order.
    private bool WriteDirect(ref Outbox batch)
    {
        Socket socket = connection.Socket!;
        int next = 0;
        while (next < batch.Count)
        {
            ReadOnlySpan<byte> chunk;
            if (IsWrittenAlone(ref batch, next))
            {
                chunk = batch[next++].FramesSpan;
            }
            else
            {
                byte[] gathered = _gathered ??= GC.AllocateUninitializedArray<byte>(ChunkSize);
                chunk = gathered.AsSpan(0, Gather(ref batch, ref next, gathered));
            }

            int sent = socket.Send(chunk, SocketFlags.None, out SocketError error);
            if (error is not SocketError.Success and not SocketError.WouldBlock)
            {
                throw new SocketException((int)error);
            }

            sent = error == SocketError.Success ? sent : 0;
            if (sent < chunk.Length)
            {
                byte[] rest = ArrayPool<byte>.Shared.Rent(Math.Max(chunk.Length - sent, LargestCopied));
                chunk[sent..].CopyTo(rest);
                transport.WriteBlocked();
                _ = FinishAsync(batch, next, rest, connection.SendAsync(rest.AsMemory(0, chunk.Length - sent)));
                return false;
            }
        }

        return true;
    }

    private bool WriteToStream(ref Outbox batch)
    {
        byte[]? rented = null;
        int next = 0;
        while (next < batch.Count)
        {
            ValueTask write = connection.Stream.WriteAsync(NextChunk(ref batch, ref next, ref rented));
            if (!write.IsCompletedSuccessfully)
            {
                transport.WriteBlocked();
                _ = FinishAsync(batch, next, rented, write);
                return false;
            }

            write.GetAwaiter().GetResult();
        }

        Return(rented);
        return true;
    }

    private async Task FinishAsync(Outbox batch, int next, byte[]? rented, ValueTask write)
    {
        try
        {
            await write;
            bool direct = transport.IsDirect;
            do
            {
                while (next < batch.Count)
                {
                    ReadOnlyMemory<byte> chunk = NextChunk(ref batch, ref next, ref rented);
                    await (direct ? connection.SendAsync(chunk) : connection.Stream.WriteAsync(chunk));
                }

                batch.Release();
                next = 0;
            }
            while (transport.TryTakeBatch(out batch, out direct));
        }
        catch (Exception exception)
        {
            transport.WriteFailed(exception.Message);
        }
        finally
        {
            Return(rented);
        }
    }
}
