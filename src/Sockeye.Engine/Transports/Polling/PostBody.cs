using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Sockeye.Engine.Http;
using Sockeye.Engine.Sessions;

namespace Sockeye.Engine.Transports.Polling;

/// <summary>
/// Reads the body of a post within its limits of size, time and number of chunks. The buffer grows with what arrives, and not with the
/// announced length.
/// </summary>
internal static class PostBody
{
    private const int FirstBufferSize = 4096;

    // As in engine.io since 6.6.13. A body in more chunks only costs time.
    private const int MaxChunks = 10_000;

    /// <summary>Reads it.</summary>
    /// <returns>A rented buffer with the body at its start, which the caller now owns, or the reason why there is none.</returns>
    public static async ValueTask<(byte[] Buffer, int Length, PostFailure Failure)> ReadAsync(
        HttpContext context, EngineSession session, PollingTransport transport, EngineServer server)
    {
        int limit = server.Options.MaxPayload;
        long? announced = context.Request.ContentLength;
        if (announced > limit)
        {
            return ([], 0, PostFailure.TooLarge);
        }

        RequestLimits.Lift(context);
        PipeReader body = context.Request.BodyReader;
        PostDeadline? deadline = null;
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(announced ?? FirstBufferSize, FirstBufferSize));
        int length = 0;
        PostFailure failure = PostFailure.None;
        try
        {
            for (int chunks = 1; ; chunks++)
            {
                ValueTask<ReadResult> reading = body.ReadAsync();
                if (!reading.IsCompleted && deadline is null)
                {
                    // Usually the whole body has already arrived.
                    deadline = new PostDeadline(session, server.Timers, body);
                    transport.WaitForBody(deadline);
                }

                ReadResult result = await reading;
                int read = (int)Math.Min(result.Buffer.Length, limit - length + 1L);
                buffer = WithRoomFor(buffer, length, read);
                result.Buffer.Slice(0, read).CopyTo(buffer.AsSpan(length));
                body.AdvanceTo(result.Buffer.GetPosition(read));
                length += read;
                failure = result.IsCanceled ? PostFailure.TimedOut
                    : length > limit ? PostFailure.TooLarge
                    : chunks > MaxChunks ? PostFailure.TooManyChunks
                    : PostFailure.None;
                if (failure != PostFailure.None || result.IsCompleted)
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
            if (deadline is not null && !await deadline.EndAsync())
            {
                failure = PostFailure.TimedOut;
            }
        }

        transport.BodyEnded();
        return (buffer, length, failure);
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
}
