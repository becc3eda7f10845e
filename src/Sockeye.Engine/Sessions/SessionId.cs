using System.Buffers;
using System.Buffers.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Sockeye.Randomness;

namespace Sockeye.Engine.Sessions;

/// <summary>
/// Creates session ids: 15 random bytes, as 20 characters of base64url. Everything in it is random, because the id is a secret. The
/// application may create the ids instead.
/// </summary>
internal static partial class SessionId
{
    private const int ByteCount = 15;
    private const int MaxLength = 256;

    // The characters that need no escape in a query, a cookie and JSON, or only the usual escape of the first two.
    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~!*'()+/=:@$");

    public static string Create()
    {
        Span<byte> bytes = stackalloc byte[ByteCount];
        RandomSource.Fill(bytes);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>
    /// Creates the id of a session that is about to be opened; <see langword="null"/> if the generator of the application has failed.
    /// </summary>
    public static ValueTask<string?> CreateAsync(HttpContext context, EngineServer server) =>
        server.Options.GenerateId is { } generate ? GenerateAsync(generate, context, server) : new ValueTask<string?>(Create());

    private static async ValueTask<string?> GenerateAsync(Func<HttpContext, ValueTask<string>> generate, HttpContext context, EngineServer server)
    {
        try
        {
            string? id = await generate(context);
            if (id is { Length: > 0 and <= MaxLength } && !id.AsSpan().ContainsAnyExcept(Allowed) && !server.IsTaken(id))
            {
                return id;
            }

            Log.Unusable(server.Logger);
        }
        catch (Exception exception)
        {
            server.Metrics.ListenerFailed();
            Log.GeneratorFailed(server.Logger, exception);
        }

        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(30, LogLevel.Error, "GenerateId threw. The client was refused.", EventName = "GenerateIdFailed")]
        public static partial void GeneratorFailed(ILogger logger, Exception exception);

        [LoggerMessage(
            31,
            LogLevel.Error,
            "GenerateId returned an id that is empty, too long, has characters that are not allowed, or is in use. The client was refused.",
            EventName = "GeneratedIdUnusable")]
        public static partial void Unusable(ILogger logger);
    }
}
