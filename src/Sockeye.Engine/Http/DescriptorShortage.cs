using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Sockeye.Diagnostics;
using Sockeye.EventLoops;

namespace Sockeye.Engine.Http;

/// <summary>
/// Refuses new sessions when the process runs out of file descriptors. Each session costs one or two descriptors while it lives, and
/// without any the process cannot continue. Event loops already refuse connections by a limit that the application may set. Kestrel's own
/// sockets have no such limit.
/// </summary>
internal sealed partial class DescriptorShortage(ILogger logger, TimeProvider time)
{
    private readonly DescriptorLimit _limit = new();
    private readonly LogSampler _entries = new(time);

    /// <summary>
    /// Whether the connection of the request is above the limit. The client should use another connection then, because this one keeps its
    /// descriptor, even if more become free.
    /// </summary>
    public bool IsMetBy(HttpContext context)
    {
        if (context.Features.Get<IConnectionSocketFeature>()?.Socket is not { } socket || context.Features.Get<IEventLoopFeature>() is not null || !IsOneTooMany(socket))
        {
            return false;
        }

        if (HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            context.Response.Headers.Connection = "close";
        }
        else
        {
            // HTTP/2 has no such header. The requests under way are answered, and the next one uses another connection.
            context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        }

        if (_entries.ShouldWrite(nameof(Log.OutOfDescriptors), out int skipped))
        {
            Log.OutOfDescriptors(logger, skipped);
        }

        return true;
    }

    private bool IsOneTooMany(Socket socket)
    {
        try
        {
            return _limit.IsReachedBy(socket);
        }
        catch (ObjectDisposedException)
        {
            // The client has gone.
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            86,
            LogLevel.Warning,
            "A session was refused, because the process runs out of file descriptors (ulimit -n). ({Skipped} more since the last warning.)",
            EventName = "OutOfDescriptors")]
        public static partial void OutOfDescriptors(ILogger logger, int skipped);
    }
}
