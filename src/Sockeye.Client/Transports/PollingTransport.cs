using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Unicode;
using Sockeye.Protocol.EngineIO;

namespace Sockeye.Client.Transports;

/// <summary>
/// HTTP long-polling: one GET request after the other waits for packets, and one POST request after the other sends them.
/// </summary>
internal sealed class PollingTransport(EngineConnection connection, EngineEndpoint endpoint) : EngineTransport(connection, new HttpConnections(endpoint, ClientTransport.Polling))
{
    private static readonly MediaTypeHeaderValue BodyType = MediaTypeHeaderValue.Parse("text/plain;charset=UTF-8");

    // If only the status of an answer counts, no more of it is read.
    private const int MaxIgnoredBytes = 64 * 1024;

    public override ClientTransport Kind => ClientTransport.Polling;

    public override async Task RunAsync()
    {
        while (Connection.MayPoll(this) && await PollAsync().ConfigureAwait(false))
        {
        }
    }

    public override async Task WriteAsync(ReadOnlyMemory<OutgoingPacket> packets)
    {
        var body = PollingPayload.Write(packets.Span);
        var uri = endpoint.CreateUri(Kind, Connection.Id);
        try
        {
            using var limit = new RequestLimit(endpoint.Options, Stopping);
            await PostAsync(uri, body, limit.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Connection.Fail(this, "transport error", TransportFailure.From(exception, TransportFailure.Post, uri));
        }
    }

    public override async Task SayGoodbyeAsync()
    {
        try
        {
            await PostAsync(endpoint.CreateUri(Kind, Connection.Id), "1"u8.ToArray(), Stopping).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // For the application the session has ended. The server learns it by its heartbeat.
        }
    }

    private async Task PostAsync(Uri uri, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, uri) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = BodyType;
        request.Headers.TryAddWithoutValidation("Accept", "*/*");
        using var answer = await Http.SendAsync(request, cancel).ConfigureAwait(false);
        var start = await ReadStartAsync(answer, MaxIgnoredBytes, cancel).ConfigureAwait(false);
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            throw new TransportException(TransportFailure.FromAnswer(TransportFailure.Post, uri, answer.StatusCode, answer.Headers, start));
        }
    }

    private async Task<bool> PollAsync()
    {
        var uri = endpoint.CreateUri(Kind, Connection.Id);
        try
        {
            using var limit = new RequestLimit(endpoint.Options, Stopping);
            using var request = new HttpRequestMessage(HttpMethod.Get, uri);
            request.Headers.TryAddWithoutValidation("Accept", "*/*");
            using var answer = await Http.SendAsync(request, limit.Token).ConfigureAwait(false);
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                var start = await ReadStartAsync(answer, TransportFailure.SnippetBytes, limit.Token).ConfigureAwait(false);
                throw new TransportException(TransportFailure.FromAnswer(TransportFailure.Poll, uri, answer.StatusCode, answer.Headers, start));
            }

            var stream = await answer.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                using var body = new PollingBody(stream, endpoint.Options.MaxMessageBytes, Connection.IsOpening);
                while (await body.ReadAsync(limit.Token).ConfigureAwait(false))
                {
                    if (!await ReceiveAsync(body.Payload, answer, uri).ConfigureAwait(false))
                    {
                        return false;
                    }
                }
            }

            return true;
        }
        catch (Exception exception)
        {
            Connection.Fail(this, "transport error", TransportFailure.From(exception, TransportFailure.Poll, uri));
            return false;
        }
    }

    private async ValueTask<bool> ReceiveAsync(ReadOnlyMemory<byte> payload, HttpResponseMessage answer, Uri uri)
    {
        await Connection.EnterAsync().ConfigureAwait(false);
        try
        {
            var isText = Utf8.IsValid(payload.Span);
            var packets = new PayloadReader(payload.Span);
            while (isText && packets.MoveNext())
            {
                if (packets.IsBinary ? !ReceiveBinary(ref packets) : !Connection.Receive(this, packets.Type, packets.Data, isBinary: false))
                {
                    return false;
                }
            }

            if (isText && packets.Error == EnginePacketError.None)
            {
                return true;
            }

            // Before the handshake, the answer comes from something else. Later it is a fault of the server.
            Connection.Fail(
                this,
                "transport error",
                Connection.IsOpening
                    ? TransportFailure.FromAnswer(TransportFailure.Poll, uri, answer.StatusCode, answer.Headers, payload.Span)
                    : TransportFailure.BadPacket(isText ? $"The server sent a payload with a packet that is not valid ({packets.Error})." : "The server sent a payload that is not valid UTF-8."));
            return false;
        }
        finally
        {
            Connection.Exit();
        }
    }

    private bool ReceiveBinary(ref PayloadReader packets)
    {
        var buffer = ReadBuffers.Rent(packets.BinaryLength);
        try
        {
            packets.TryDecodeBinary(buffer, out var length);
            return Connection.Receive(this, EnginePacketType.Message, buffer.AsSpan(0, length), isBinary: true);
        }
        finally
        {
            ReadBuffers.Return(buffer);
        }
    }

    // A connection can be used again only if the body was read to its end.
    private static async Task<byte[]> ReadStartAsync(HttpResponseMessage answer, int limit, CancellationToken cancel)
    {
        var stream = await answer.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var buffer = ArrayPool<byte>.Shared.Rent(limit);
            try
            {
                var length = await stream.ReadAtLeastAsync(buffer.AsMemory(0, limit), limit, throwOnEndOfStream: false, cancel).ConfigureAwait(false);
                return buffer[..Math.Min(length, TransportFailure.SnippetBytes)];
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }
}
