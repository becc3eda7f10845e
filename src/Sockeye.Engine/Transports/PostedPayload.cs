using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Sockeye.Engine.Http;
using Sockeye.Engine.Legacy;
using Sockeye.Engine.Sessions;
using Sockeye.Protocol.EngineIO;

namespace Sockeye.Engine.Transports;

/// <summary>The body of a post: read within the limit, then handed over packet by packet.</summary>
internal static class PostedPayload
{
    private const int FirstBufferSize = 4096;

    /// <returns>The status to answer with.</returns>
    public static async Task<int> ReceiveAsync(HttpContext context, EngineSession session, PollingTransport transport, EngineServer server)
    {
        bool isBinary = IsBinary(context.Request.ContentType);
        if (isBinary && session.Protocol != 3)
        {
            session.End(EngineCloseReason.TransportError, "invalid content");
            return StatusCodes.Status400BadRequest;
        }

        byte[]? buffer = null;
        try
        {
            (buffer, int length, int? failed) = await ReadAsync(context, transport, server);
            if (failed is { } status)
            {
                // The session survives; the rest of the body is not read, which takes the connection.
                if (status == StatusCodes.Status413PayloadTooLarge)
                {
                    session.PayloadTooLarge("polling");
                }

                CloseConnection(context);
                return status;
            }

            if (!isBinary && Jsonp.IndexOf(context.Request, server.Options) is not null && !Jsonp.TryReadForm(buffer.AsSpan(0, length), out length))
            {
                session.End(EngineCloseReason.ParseError, "a form without a payload");
                return StatusCodes.Status400BadRequest;
            }

            bool valid = await DispatchAsync(session, transport, buffer.AsMemory(0, length), isBinary);
            return valid ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            session.End(EngineCloseReason.TransportError, "post connection closed prematurely");
            return StatusCodes.Status400BadRequest;
        }
        finally
        {
            if (buffer is not null)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    private static bool IsBinary(string? contentType) =>
        contentType is not null && contentType.AsSpan().TrimStart().StartsWith("application/octet-stream", StringComparison.OrdinalIgnoreCase);

    private static void CloseConnection(HttpContext context)
    {
        if (!HttpProtocol.IsHttp2(context.Request.Protocol) && !HttpProtocol.IsHttp3(context.Request.Protocol))
        {
            context.Response.Headers.Connection = "close";
        }
    }

    // A status says why there is no body. The buffer grows with what arrives, not with what is announced.
    private static async ValueTask<(byte[] Buffer, int Length, int? Status)> ReadAsync(HttpContext context, PollingTransport transport, EngineServer server)
    {
        int limit = server.Options.MaxPayload;
        long? announced = context.Request.ContentLength;
        if (announced > limit)
        {
            return ([], 0, StatusCodes.Status413PayloadTooLarge);
        }

        RequestLimits.Lift(context);
        PipeReader body = context.Request.BodyReader;
        PostDeadline? deadline = null;
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(announced ?? FirstBufferSize, FirstBufferSize));
        int length = 0;
        bool isCut = false;
        try
        {
            while (true)
            {
                ValueTask<ReadResult> reading = body.ReadAsync();
                if (!reading.IsCompleted && deadline is null)
                {
                    // Mostly the whole body is there.
                    deadline = new PostDeadline(server.Timers, body);
                    transport.WaitForBody(deadline);
                }

                ReadResult result = await reading;
                int read = (int)Math.Min(result.Buffer.Length, limit - length + 1L);
                buffer = WithRoomFor(buffer, length, read);
                result.Buffer.Slice(0, read).CopyTo(buffer.AsSpan(length));
                body.AdvanceTo(result.Buffer.GetPosition(read));
                length += read;
                isCut = result.IsCanceled;
                if (isCut || length > limit || result.IsCompleted)
                {
                    break;
                }
            }
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
        finally
        {
            if (deadline is not null && !deadline.TryEnd())
            {
                // This may still be the thread that ended the reading, and what follows is the application's: its middlewares.
                isCut = true;
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            }
        }

        return (buffer, length, isCut ? StatusCodes.Status408RequestTimeout : length > limit ? StatusCodes.Status413PayloadTooLarge : null);
    }

    private static byte[] WithRoomFor(byte[] buffer, int length, int more)
    {
        if (buffer.Length - length >= more)
        {
            return buffer;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(buffer.Length * 2, length + more));
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private static async ValueTask<bool> DispatchAsync(EngineSession session, PollingTransport transport, ReadOnlyMemory<byte> payload, bool isBinary)
    {
        if (!isBinary && !Utf8.IsValid(payload.Span))
        {
            // As in the reference, which reads the body as text: what is not UTF-8, as half a surrogate pair that a client in C++ writes, is U+FFFD.
            payload = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(payload.Span));
        }

        int position = 0;
        while (position <= payload.Length)
        {
            if (!session.BeginDispatch())
            {
                // Closing: what comes now is dropped, as in the reference; but a client that closes too will not poll any more.
                if (payload.Span[position..].SequenceEqual(session.Protocol == 3 ? "1:1"u8 : "1"u8))
                {
                    session.TransportEnded();
                }

                return true;
            }

            ValueTask pending = default;
            EnginePacketError error = EnginePacketError.None;
            try
            {
                while (position <= payload.Length && error == EnginePacketError.None)
                {
                    pending = session.Protocol == 3
                        ? ReceiveNextV3(session, transport, payload.Span, isBinary, ref position, out error)
                        : ReceiveNext(session, transport, payload.Span, ref position, out error);
                    if (!pending.IsCompletedSuccessfully)
                    {
                        break;
                    }

                    pending.GetAwaiter().GetResult();
                    pending = default;
                }
            }
            catch (Exception exception)
            {
                session.HandlerFailed(exception);
            }
            finally
            {
                session.EndDispatch();
            }

            if (error != EnginePacketError.None)
            {
                session.End(EngineCloseReason.ParseError, error.ToString());
                return false;
            }

            try
            {
                await pending;
            }
            catch (Exception exception)
            {
                session.HandlerFailed(exception);
            }
        }

        return true;
    }

    private static ValueTask ReceiveNext(
        EngineSession session, PollingTransport transport, ReadOnlySpan<byte> payload, ref int position, out EnginePacketError error)
    {
        ReadOnlySpan<byte> packet = payload[position..];
        int end = packet.IndexOf(EnginePacket.Separator);
        if (end >= 0)
        {
            packet = packet[..end];
        }

        position += packet.Length + 1;
        var reader = new PayloadReader(packet);
        if (!reader.MoveNext())
        {
            error = reader.Error;
            return default;
        }

        error = EnginePacketError.None;
        if (reader.IsBinary)
        {
            byte[] data = ArrayPool<byte>.Shared.Rent(reader.BinaryLength);
            try
            {
                reader.TryDecodeBinary(data, out int written);
                return session.ReceiveAsync(EnginePacketType.Message, data.AsSpan(0, written), isBinary: true);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(data);
            }
        }

        if (reader.Type == EnginePacketType.Close)
        {
            return transport.CloseByClientAsync();
        }

        return session.ReceiveAsync(reader.Type, reader.Data, isBinary: false);
    }

    private static ValueTask ReceiveNextV3(
        EngineSession session, PollingTransport transport, ReadOnlySpan<byte> payload, bool isBinary, ref int position, out EnginePacketError error)
    {
        var reader = new PayloadReaderV3(payload[position..], isBinary);
        bool any = reader.MoveNext();
        error = reader.Error;
        position += reader.Consumed;
        if (position == payload.Length)
        {
            position++;
        }

        if (!any)
        {
            return default;
        }

        if (reader.Type == EnginePacketType.Close)
        {
            return transport.CloseByClientAsync();
        }

        if (!reader.IsBinary)
        {
            return session.ReceiveAsync(reader.Type, reader.Data, isBinary: false);
        }

        byte[] data = ArrayPool<byte>.Shared.Rent(reader.BinaryLength);
        try
        {
            reader.TryDecodeBinary(data, out int written);
            return session.ReceiveAsync(reader.Type, data.AsSpan(0, written), isBinary: true);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(data);
        }
    }
}
