using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Sockeye.Engine;

namespace Sockeye.Hosting;

/// <summary>One file of the client, with its tag and its compressed forms. Each form is made when it is first asked for.</summary>
internal sealed class ClientScript(string resource)
{
    private const string Methods = "GET, HEAD, OPTIONS";

    private readonly Lazy<byte[]> _plain = new(() => Read(resource));
    private readonly Lazy<byte[]> _brotli = new(() => Compress(Read(resource), static target => new BrotliStream(target, CompressionLevel.Optimal)));
    private readonly Lazy<byte[]> _gzip = new(() => Compress(Read(resource), static target => new GZipStream(target, CompressionLevel.Optimal)));
    private readonly Lazy<string> _tag = new(() => $"\"{Convert.ToHexStringLower(SHA256.HashData(Read(resource)).AsSpan(0, 10))}\"");

    public async Task ServeAsync(HttpContext context, EngineServer engine)
    {
        // As in Node: a page that may connect may also import the script as a module.
        if (engine.ApplyCors(context))
        {
            return;
        }

        var request = context.Request;
        var response = context.Response;

        // The file is no secret, so pages with a strict COEP may load it.
        response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        if (HttpMethods.IsOptions(request.Method))
        {
            response.StatusCode = StatusCodes.Status204NoContent;
            response.Headers.Allow = Methods;
            return;
        }

        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            response.Headers.Allow = Methods;
            return;
        }

        response.Headers.CacheControl = "public, max-age=0";
        response.Headers.ETag = _tag.Value;
        response.Headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        if (Matches(request))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = resource.EndsWith(".map", StringComparison.Ordinal) ? "application/json; charset=utf-8" : "application/javascript; charset=utf-8";
        var body = _plain.Value;
        if (Accepts(request, "br"))
        {
            response.Headers.ContentEncoding = "br";
            body = _brotli.Value;
        }
        else if (Accepts(request, "gzip"))
        {
            // The only encoding that all browsers take without TLS.
            response.Headers.ContentEncoding = "gzip";
            body = _gzip.Value;
        }

        response.ContentLength = body.Length;
        if (HttpMethods.IsGet(request.Method))
        {
            await response.Body.WriteAsync(body, context.RequestAborted);
        }
    }

    // The Node server uses weak tags. Both forms are accepted.
    private bool Matches(HttpRequest request) =>
        request.GetTypedHeaders().IfNoneMatch.Any(tag => tag.Tag == _tag.Value || tag.Tag == "*");

    private static bool Accepts(HttpRequest request, string coding) =>
        request.GetTypedHeaders().AcceptEncoding.Any(encoding => encoding.Value == coding && encoding.Quality is null or > 0);

    private static byte[] Read(string resource)
    {
        using var stream = typeof(ClientScript).Assembly.GetManifestResourceStream(resource)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static byte[] Compress(byte[] plain, Func<Stream, Stream> compress)
    {
        using var buffer = new MemoryStream();
        using (var compressing = compress(buffer))
        {
            compressing.Write(plain);
        }

        return buffer.ToArray();
    }
}
