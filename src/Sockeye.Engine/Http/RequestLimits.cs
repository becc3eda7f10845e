using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Options;

namespace Sockeye.Engine.Http;

/// <summary>Lifts the limits of the web server that are in the way: the server has its own, or the reference takes more.</summary>
internal sealed class RequestLimits : IPostConfigureOptions<KestrelServerOptions>
{
    // As Node.js: tokens stand in queries.
    private const int RequestLineSize = 16 * 1024;

    private static readonly int DefaultRequestLineSize = new KestrelServerLimits().MaxRequestLineSize;

    /// <summary>The body of a request may have any size and be slow: its reader has limits for both.</summary>
    public static void Lift(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }

    /// <summary>The client of a WebSocket may read slowly: what waits for it is bounded, and its heartbeat says whether it lives.</summary>
    public static void LiftForReading(HttpContext context)
    {
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }

    /// <summary>Raises what the application has left at its default.</summary>
    public void PostConfigure(string? name, KestrelServerOptions options)
    {
        KestrelServerLimits limits = options.Limits;

        // Kestrel does not start with a buffer that is smaller.
        if (limits.MaxRequestLineSize == DefaultRequestLineSize && limits.MaxRequestBufferSize is null or >= RequestLineSize)
        {
            limits.MaxRequestLineSize = RequestLineSize;
        }
    }
}
