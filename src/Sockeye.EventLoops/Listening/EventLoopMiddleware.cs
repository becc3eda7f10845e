using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Sockeye.EventLoops.Listening;

/// <summary>
/// The first connection middleware of an endpoint. It does nothing but look what comes next: only if that is Kestrel's HTTP, nothing of the application hangs on a connection, and it may leave Kestrel.
/// </summary>
internal sealed class EventLoopMiddleware(ConnectionDelegate next)
{
    private const string Http = "Microsoft.AspNetCore.Server.Kestrel.Core.Internal.HttpConnectionMiddleware`1";

    private readonly bool _isFollowedByHttp = IsHttp(next);

    public Task OnConnectionAsync(ConnectionContext connection)
    {
        if (connection is SocketConnection own)
        {
            own.IsOnlyHttp = _isFollowedByHttp;
        }

        return next(connection);
    }

    // Kestrel has no public way to say so. If it is named otherwise one day, connections stay with Kestrel, and a test fails.
    private static bool IsHttp(ConnectionDelegate next) =>
        next.Target?.GetType() is { } type
        && type.Assembly == typeof(KestrelServer).Assembly
        && type.IsGenericType
        && type.GetGenericTypeDefinition().FullName == Http;
}
