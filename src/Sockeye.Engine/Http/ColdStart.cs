using System.IO.Compression;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Sockeye.Engine.Transports.WebSockets;

namespace Sockeye.Engine.Http;

/// <summary>
/// Loads what the first requests would load. .NET opens a library when code needs it for the first time. A process without a free file descriptor cannot open it: .NET then ends the process, or
/// remembers for the rest of its life that the library cannot be had. So the libraries of handshakes, polls and WebSockets are there before a client is.
/// </summary>
internal static class ColdStart
{
    private static readonly Lazy<bool> Loaded = new(Load);

    /// <summary>Loads them, once in the life of the process.</summary>
    public static void Prevent() => _ = Loaded.Value;

    private static bool Load()
    {
        // Session ids and WebSocket handshakes: System.Security.Cryptography and OpenSSL.
        Span<byte> random = stackalloc byte[1];
        RandomNumberGenerator.Fill(random);
        WebSocketHandshake.GetAccept("AAAAAAAAAAAAAAAAAAAAAA==");

        // What reads and answers requests.
        _ = typeof(System.Net.WebSockets.WebSocket).TypeHandle;
        EngineQuery.Of(new QueryString("?EIO=4&transport=polling"));
        var context = new DefaultHttpContext();
        WebSocketHandshake.IsRequested(context);
        WebSocketHandshake.IsFramedByOthers(context);
        ResponseWriter.ForbidCaching(context);

        // Compressed answers, WebSocket messages and scripts.
        foreach (string coding in ContentCoding.Known)
        {
            using Stream compressing = ContentCoding.Compress(Stream.Null, coding, CompressionLevel.Fastest);
            compressing.Write(random);
        }

        LoadErrors();
        return true;
    }

    // What a shortage itself needs: Kestrel writes of it to the log, with a stack trace.
    private static void LoadErrors()
    {
        try
        {
            throw new SocketException((int)SocketError.TooManyOpenSockets);
        }
        catch (SocketException exception)
        {
            _ = exception.ToString();
        }
    }
}
