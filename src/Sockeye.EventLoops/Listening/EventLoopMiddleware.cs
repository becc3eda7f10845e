using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Sockeye.EventLoops.Listening;

/// <summary>
/// The first connection middleware of an endpoint. It only checks what comes next. If that is Kestrel's HTTP, no code of the application is
/// attached to a connection, and the connection may leave Kestrel.
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

    // Kestrel has no public way to find this out. If the type gets another name, connections stay with Kestrel, and a test fails.
    private static bool IsHttp(ConnectionDelegate next) =>
        next.Target?.GetType() is { } type
        && type.Assembly == typeof(KestrelServer).Assembly
        && type.IsGenericType
        && type.GetGenericTypeDefinition().FullName == Http;
}
