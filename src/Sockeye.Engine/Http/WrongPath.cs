using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sockeye.Diagnostics;
using Sockeye.Mistakes;

namespace Sockeye.Engine.Http;

/// <summary>
/// Explains why a client of Engine.IO finds no server: it asks for another path than the server is mapped at, or there is none. All that such a client gets is a 404, or the page that the application has for
/// unknown paths. If the log does not want these entries, which is usual in production, all requests pass without cost.
/// </summary>
internal sealed partial class WrongPath : IStartupFilter
{
    // Of EIO=4&transport=polling. A Socket.IO client sends both with each request.
    private const string Revision = "EIO=";
    private const string Transport = "transport=";

    private readonly MistakeLog _log;

    public WrongPath(ILoggerFactory loggers, IHostEnvironment? environment = null, TimeProvider? time = null) =>
        _log = new MistakeLog(new GuardedLogger(loggers.CreateLogger<EngineServer>()), environment?.IsDevelopment() == true, time ?? TimeProvider.System);

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        // The context is another thread's from the call until its task has completed.
        app.Use(following => context => _log.IsOn && IsOfClient(context.Request) ? ExplainAsync(context, following(context)) : following(context));
        next(app);
    };

    private static bool IsOfClient(HttpRequest request) =>
        request.QueryString.Value is { Length: > 0 } query && query.Contains(Revision, StringComparison.Ordinal) && query.Contains(Transport, StringComparison.Ordinal);

    private async Task ExplainAsync(HttpContext context, Task served)
    {
        await served;

        // An endpoint of the application, such as a proxy, may serve clients. One of the lowest order is for all paths that nothing else serves: a page, most often.
        bool isUnknown = context.GetEndpoint() switch
        {
            null => context.Response.StatusCode == StatusCodes.Status404NotFound,
            RouteEndpoint { Order: int.MaxValue } => true,
            { } endpoint => endpoint.Metadata.GetMetadata<EngineEndpoint>() is null && endpoint is not RouteEndpoint && context.Response.StatusCode == StatusCodes.Status404NotFound,
        };
        if (isUnknown && _log.ShouldWrite(nameof(Log.NoServer), out int skipped))
        {
            string path = LogText.Of(context.Request.PathBase + context.Request.Path);
            string mapped = MappedPaths(context.RequestServices);
            Log.NoServer(_log.Logger, _log.Level, path, context.Response.StatusCode, mapped, skipped);
        }
    }

    private static string MappedPaths(IServiceProvider services)
    {
        IEnumerable<string> paths = services.GetService<EndpointDataSource>()?.Endpoints
            .OfType<RouteEndpoint>()
            .Where(static endpoint => endpoint.Metadata.GetMetadata<EngineEndpoint>() is not null)
            .Select(static endpoint => Trim(endpoint.RoutePattern.RawText)) ?? [];
        string all = string.Join(", ", paths);
        return all.Length == 0 ? "no path (call app.MapSocketIO())" : all;
    }

    private static string Trim(string? pattern)
    {
        string path = pattern ?? string.Empty;
        int rest = path.IndexOf("/{**", StringComparison.Ordinal);
        return "/" + (rest < 0 ? path : path[..rest]).TrimStart('/');
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 236,
            Message = "A Socket.IO client asked for {Path}, and no server is there: it got {Status}. Servers are mapped at: {Mapped}. Set the option path of the client to a path of a server, or map a server at the path of the client with app.MapSocketIO(path). ({Skipped} more since the last entry.)",
            EventName = "NoServer")]
        public static partial void NoServer(ILogger logger, LogLevel level, string path, int status, string mapped, int skipped);
    }
}
