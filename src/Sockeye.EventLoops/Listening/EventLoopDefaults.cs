using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Sockeye.EventLoops.Listening;

/// <summary>
/// Puts <see cref="EventLoopMiddleware"/> first on every endpoint. It is registered before all other configuration of Kestrel, so a
/// <c>ConfigureEndpointDefaults</c> of the application replaces it.
/// </summary>
internal sealed partial class EventLoopDefaults(ILogger<EventLoopDefaults> logger) : IConfigureOptions<KestrelServerOptions>
{
    public void Configure(KestrelServerOptions options)
    {
        options.ConfigureEndpointDefaults(static listen => EventLoopListenOptionsExtensions.PutFirst(listen));
        if (!EventLoop.IsSupported)
        {
            Log.NotSupported(logger);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(74, LogLevel.Warning, "There are no event loops on this system, because they need epoll of Linux. Kestrel's own sockets handle all endpoints.", EventName = "EventLoopsNotSupported")]
        public static partial void NotSupported(ILogger logger);
    }
}
