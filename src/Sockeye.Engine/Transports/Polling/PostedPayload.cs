using System.Buffers;
using System.Runtime.ExceptionServices;
using System.Text;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Sockeye.Engine.Http;
using Sockeye.Engine.Legacy;
using Sockeye.Engine.Sessions;
using Sockeye.Protocol.EngineIO;

namespace Sockeye.Engine.Transports.Polling;

/// <summary>The payload of a post. Its <see cref="PostBody"/> is read, then passed on packet by packet.</summary>
internal readonly struct PostedPayload(HttpContext context, EngineSession session, PollingTransport transport, EngineServer server)
{
    /// <summary>Receives the payload. If it violates a rule for posts, the session ends.</summary>
    /// <param name="isForm">Whether it is in a form, for JSONP.</param>
    /// <returns>The HTTP status of the answer.</returns>
    public async Task<int> ReceiveAsync(bool isForm)
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
            (buffer, int length, PostFailure failure) = await PostBody.ReadAsync(context, session, transport, server);
            if (failure != PostFailure.None)
            {
                return Fail(failure);
            }

            if (isForm && !isBinary && !Jsonp.TryReadForm(buffer.AsSpan(0, length), out length))
            {
                session.End(EngineCloseReason.ParseError, "a form without a payload");
                return StatusCodes.Status400BadRequest;
            }

            bool valid = await DispatchAsync(buffer.AsMemory(0, length), isBinary);
            return valid ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
        }
        catch (Exception exception)
        {
            // With any exception: packets are lost, and the session cannot continue without them.
            session.End(EngineCloseReason.TransportError, "post connection closed prematurely");
            if (!Disconnection.Is(exception))
            {
                // A failure of the application, in a stream of the request. It is handled like the failures of its other endpoints.
                ExceptionDispatchInfo.Throw(exception);
            }

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

    // The rest of the body is not read, so the connection cannot be used again.
    private int Fail(PostFailure failure)
    {
        if (!HttpProtocol.IsHttp2(context.Request.Protocol) && !HttpProtocol.IsHttp3(context.Request.Protocol))
        {
            context.Response.Headers.Connection = "close";
        }

        switch (failure)
        {
            case PostFailure.TooLarge:
                session.PayloadTooLarge("polling");
                session.End(EngineCloseReason.TransportError, "payload too large");
                return StatusCodes.Status413PayloadTooLarge;
            case PostFailure.TooManyChunks:
                session.End(EngineCloseReason.TransportError, "too many chunks");
                return StatusCodes.Status413PayloadTooLarge;
            default:
                session.End(EngineCloseReason.TransportError, "http request timeout");
                return StatusCodes.Status408RequestTimeout;
        }
    }

    private async ValueTask<bool> DispatchAsync(ReadOnlyMemory<byte> payload, bool isBinary)
    {
        if (!isBinary && !Utf8.IsValid(payload.Span))
        {
            // As in Node, which reads the body as text: anything that is not UTF-8 becomes U+FFFD, such as half a surrogate pair that a C++
            // client writes.
            payload = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(payload.Span));
        }

        int position = 0;
        while (position <= payload.Length)
        {
            if (!session.BeginDispatch())
            {
                // The session is closing: what comes now is dropped, as in Node. But a client that closes too will not poll any more.
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
                        ? ReceiveNextV3(payload.Span, isBinary, ref position, out error)
                        : ReceiveNext(payload.Span, ref position, out error);
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

    private ValueTask ReceiveNext(ReadOnlySpan<byte> payload, ref int position, out EnginePacketError error)
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

    private ValueTask ReceiveNextV3(ReadOnlySpan<byte> payload, bool isBinary, ref int position, out EnginePacketError error)
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
