using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Options;

namespace Sockeye.Engine.Http;

/// <summary>
/// Raises the limits of the web server that get in the way, because the server has its own limits, or because Node allows more.
/// </summary>
internal sealed class RequestLimits : IPostConfigureOptions<KestrelServerOptions>
{
    // As in Node.js, because queries may have tokens.
    private const int RequestLineSize = 16 * 1024;

    private static readonly int DefaultRequestLineSize = new KestrelServerLimits().MaxRequestLineSize;

    /// <summary>Lifts the limits for the size and the speed of a request body. Its reader has its own limits for both.</summary>
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

    /// <summary>
    /// Lifts the limit for the reading speed of a WebSocket client. What waits for it is bounded, and its heartbeat shows whether it is
    /// alive.
    /// </summary>
    public static void LiftForReading(HttpContext context)
    {
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }

    /// <summary>Raises the limits that the application has left at their defaults.</summary>
    public void PostConfigure(string? name, KestrelServerOptions options)
    {
        KestrelServerLimits limits = options.Limits;

        // Kestrel does not start with a smaller buffer.
        if (limits.MaxRequestLineSize == DefaultRequestLineSize && limits.MaxRequestBufferSize is null or >= RequestLineSize)
        {
            limits.MaxRequestLineSize = RequestLineSize;
        }
    }
}
