using System.Buffers;
using System.IO.Pipelines;
using System.Net.Mime;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sockeye.Engine.Delivery;
using Sockeye.Engine.Transports.Polling;

namespace Sockeye.Engine.Http;

/// <summary>Writes the responses of the server: the common headers, CORS, and the bodies of each kind.</summary>
internal sealed partial class ResponseWriter(EngineServer server, ILoggerFactory loggers)
{
    private static readonly byte[] Ok = "ok"u8.ToArray();

    private readonly CorsService? _cors = server.Options.Cors is null ? null : new CorsService(Options.Create(new CorsOptions()), loggers);

    /// <summary>Applies the CORS policy to the response that follows.</summary>
    /// <returns>Whether the request was a preflight request, which is now answered.</returns>
    public bool ApplyCors(HttpContext context)
    {
        if (_cors is null)
        {
            return false;
        }

        _cors.ApplyResult(_cors.EvaluatePolicy(context, server.Options.Cors!), context.Response);
        if (!HttpMethods.IsOptions(context.Request.Method))
        {
            return false;
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return true;
    }

    /// <summary>
    /// Forbids caching, because no response is meant for a second request: two clients with the same answer to their handshakes would share
    /// a session.
    /// </summary>
    public static void ForbidCaching(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";

        // The output cache of ASP.NET Core ignores the header.
        if (context.Features.Get<IOutputCacheFeature>() is { } cache)
        {
            cache.Context.AllowCacheStorage = false;
        }
    }

    /// <summary>Sets the headers of a response of a session, and lets the application change them.</summary>
    public ValueTask PrepareResponseAsync(HttpContext context, bool isInitial)
    {
        if (EngineQuery.Last(context.Request.Headers.UserAgent) is { } agent
            && (agent.Contains(";MSIE", StringComparison.Ordinal) || agent.Contains("Trident/", StringComparison.Ordinal)))
        {
            // As in Node: Internet Explorer takes it for an attack if it gets back what it has posted.
            context.Response.Headers.XXSSProtection = "0";
        }

        return CallHooksAsync(context, isInitial);
    }

    public ValueTask CallHooksAsync(HttpContext context, bool isInitial) =>
        server.Options.Headers is null && (!isInitial || server.Options.InitialHeaders is null) ? default : CallAsync(context, isInitial);

    /// <summary>Answers a poll.</summary>
    /// <remarks>
    /// If a connection is closed right after the answer, the answer may have arrived all the same: clients without keep-alive close it as
    /// soon as they have read the last byte. A client that has gone does not poll again, and its heartbeat ends the session.
    /// </remarks>
    public ValueTask WriteAnswerAsync(HttpContext context, PollAnswer answer, WireFormat format, string? jsonp, bool isInitial = false)
    {
        HttpResponse response = context.Response;
        PayloadForm form = answer.FormFor(jsonp is not null && format == WireFormat.V3 ? WireFormat.V3Base64 : format);
        ReadOnlyMemory<byte> script = jsonp is null ? default : ToScript(jsonp, answer, form);
        long length = jsonp is null ? answer.GetLength(form) : script.Length;
        string? coding = ChooseCoding(context, answer, length);
        response.ContentType = form == PayloadForm.V3Bytes ? MediaTypeNames.Application.Octet : "text/plain; charset=UTF-8";
        if (coding is null)
        {
            response.ContentLength = length;
        }
        else
        {
            // This also shows a compression middleware that nothing is left to do.
            response.Headers.ContentEncoding = coding;
        }

        ValueTask preparing = PrepareResponseAsync(context, isInitial);
        return coding is null && jsonp is null && preparing.IsCompletedSuccessfully
            ? WriteAsync(response, answer, form)
            : WriteAsync(preparing, response, answer, form, isScript: jsonp is not null, script, coding);
    }

    /// <summary>Answers a post.</summary>
    public async ValueTask WritePostedAsync(HttpContext context, int status)
    {
        HttpResponse response = context.Response;
        response.StatusCode = status;
        if (status != StatusCodes.Status200OK)
        {
            response.ContentLength = 0;
            return;
        }

        // text/html as in Node, because some browsers offer text/plain as a download.
        response.ContentType = "text/html";
        response.ContentLength = Ok.Length;
        await PrepareResponseAsync(context, isInitial: false);
        await response.BodyWriter.WriteAsync(Ok);
    }

    /// <summary>Refuses a request in the same way as Node.</summary>
    public static async Task WriteRefusalAsync(HttpContext context, RefusedRequest refusal, bool isWebSocket)
    {
        HttpResponse response = context.Response;
        if (isWebSocket)
        {
            // Plain text and never 403, as in Node: browsers do not show it to the page anyway.
            response.StatusCode = StatusCodes.Status400BadRequest;
            response.ContentType = MediaTypeNames.Text.Html;
            if (HttpProtocol.IsHttp11(context.Request.Protocol))
            {
                response.Headers.Connection = "close";
            }

            byte[] message = Encoding.UTF8.GetBytes(refusal.Message);
            response.ContentLength = message.Length;
            await response.BodyWriter.WriteAsync(message);
            return;
        }

        response.StatusCode = refusal.Code == EngineErrorCode.Forbidden ? StatusCodes.Status403Forbidden : StatusCodes.Status400BadRequest;
        response.ContentType = MediaTypeNames.Application.Json;
        using var json = new Utf8JsonWriter(response.BodyWriter);
        json.WriteStartObject();
        json.WriteNumber("code"u8, (int)refusal.Code);
        json.WriteString("message"u8, refusal.Message);
        json.WriteEndObject();
        await json.FlushAsync();
        await response.BodyWriter.FlushAsync();
    }

    private async ValueTask CallAsync(HttpContext context, bool isInitial)
    {
        if (isInitial && server.Options.InitialHeaders is { } initial)
        {
            await CallAsync(initial, context);
        }

        if (server.Options.Headers is { } each)
        {
            await CallAsync(each, context);
        }
    }

    private async ValueTask CallAsync(Func<HttpContext, IHeaderDictionary, ValueTask> hook, HttpContext context)
    {
        try
        {
            await hook(context, context.Response.Headers);
        }
        catch (Exception exception)
        {
            server.Metrics.ListenerFailed();
            Log.HookFailed(server.Logger, exception);
        }
    }

    // The usual answer: headers and body are sent in one piece.
    private static ValueTask WriteAsync(HttpResponse response, PollAnswer answer, PayloadForm form)
    {
        if (answer.TryGetSingle(form, out ReadOnlyMemory<byte> payload))
        {
            ValueTask<FlushResult> writing = response.BodyWriter.WriteAsync(payload);
            if (!writing.IsCompletedSuccessfully)
            {
                return WaitAsync(writing);
            }

            // The source can serve another write only after its result has been taken.
            _ = writing.Result;
            return default;
        }

        return WriteManyAsync(response, answer, form);
    }

    private static async ValueTask WaitAsync(ValueTask<FlushResult> writing) => await writing;

    private static async ValueTask WriteManyAsync(HttpResponse response, PollAnswer answer, PayloadForm form)
    {
        // After the headers are in the buffer, the packets are written behind them without another buffer.
        await response.StartAsync();
        answer.WriteTo(response.BodyWriter, form);
        await response.BodyWriter.FlushAsync();
    }

    private async ValueTask WriteAsync(
        ValueTask preparing, HttpResponse response, PollAnswer answer, PayloadForm form, bool isScript, ReadOnlyMemory<byte> script, string? coding)
    {
        await preparing;
        if (coding is not null)
        {
            await WriteCompressedAsync(response, isScript ? null : answer, form, script, coding);
            await response.BodyWriter.FlushAsync();
        }
        else if (isScript)
        {
            await response.BodyWriter.WriteAsync(script);
        }
        else
        {
            await WriteAsync(response, answer, form);
        }
    }

    private static ReadOnlyMemory<byte> ToScript(string index, PollAnswer answer, PayloadForm form)
    {
        var payload = new ArrayBufferWriter<byte>((int)Math.Max(answer.GetLength(form), 1));
        answer.WriteTo(payload, form);
        return Jsonp.Wrap(index, payload.WrittenSpan);
    }

    private string? ChooseCoding(HttpContext context, PollAnswer answer, long length) =>
        server.Options.HttpCompression is { } compression && length >= compression.Threshold && answer.IsCompressible
            ? ContentCoding.Choose(context.Request.Headers.AcceptEncoding)
            : null;

    private async ValueTask WriteCompressedAsync(HttpResponse response, PollAnswer? answer, PayloadForm form, ReadOnlyMemory<byte> script, string coding)
    {
        await using Stream body = ContentCoding.Compress(response.BodyWriter.AsStream(leaveOpen: true), coding, server.Options.HttpCompression!.Level);
        var writer = PipeWriter.Create(body, new StreamPipeWriterOptions(leaveOpen: true));
        if (answer is null)
        {
            writer.Write(script.Span);
        }
        else
        {
            answer.WriteTo(writer, form);
        }

        await writer.CompleteAsync();
    }

    private static partial class Log
    {
        [LoggerMessage(10, LogLevel.Error, "A headers hook threw.", EventName = "HeadersHookFailed")]
        public static partial void HookFailed(ILogger logger, Exception exception);
    }
}
