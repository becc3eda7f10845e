using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Sockeye.Hosting;

/// <summary>One file of the client, with its tag and its compressed form; each is made when first asked for.</summary>
internal sealed class ClientScript(string resource)
{
    private readonly Lazy<byte[]> _plain = new(() => Read(resource));
    private readonly Lazy<byte[]> _compressed = new(() => Compress(Read(resource)));
    private readonly Lazy<string> _tag = new(() => $"\"{Convert.ToHexStringLower(SHA256.HashData(Read(resource)).AsSpan(0, 10))}\"");

    public async Task ServeAsync(HttpContext context)
    {
        var request = context.Request;
        var response = context.Response;
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            response.Headers.Allow = "GET, HEAD";
            return;
        }

        response.Headers.CacheControl = "public, max-age=0";
        response.Headers.ETag = _tag.Value;
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        if (Matches(request))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = resource.EndsWith(".map", StringComparison.Ordinal) ? "application/json; charset=utf-8" : "application/javascript; charset=utf-8";
        var body = _plain.Value;
        if (AcceptsBrotli(request))
        {
            response.Headers.ContentEncoding = "br";
            body = _compressed.Value;
        }

        response.ContentLength = body.Length;
        if (HttpMethods.IsGet(request.Method))
        {
            await response.Body.WriteAsync(body, context.RequestAborted);
        }
    }

    // The reference tags its files weakly; both forms are understood.
    private bool Matches(HttpRequest request) =>
        request.GetTypedHeaders().IfNoneMatch.Any(tag => tag.Tag == _tag.Value || tag.Tag == "*");

    private static bool AcceptsBrotli(HttpRequest request) =>
        request.GetTypedHeaders().AcceptEncoding.Any(static encoding => encoding.Value == "br" && encoding.Quality is null or > 0);

    private static byte[] Read(string resource)
    {
        using var stream = typeof(ClientScript).Assembly.GetManifestResourceStream(resource)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static byte[] Compress(byte[] plain)
    {
        using var buffer = new MemoryStream();
        using (var brotli = new BrotliStream(buffer, CompressionLevel.Optimal))
        {
            brotli.Write(plain);
        }

        return buffer.ToArray();
    }
}
