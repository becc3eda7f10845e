using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Sockeye.Engine.Sessions;

namespace Sockeye.Engine.Http;

/// <summary>Lets clients in, if the limits of connecting clients and the application allow it.</summary>
internal sealed partial class Admission(EngineServer server)
{
    private readonly DescriptorShortage _shortage = new(server.Logger, server.Time);

    /// <summary>Lets a client in, or answers the request.</summary>
    /// <returns>The place of the client; <see langword="null"/> if the request has been answered.</returns>
    public async ValueTask<PendingConnection?> TryEnterAsync(HttpContext context, EngineQuery query, bool isWebSocket)
    {
        TurnedAway turnedAway = server.IsClosing ? TurnedAway.Closing : _shortage.IsMetBy(context) ? TurnedAway.OutOfDescriptors : TurnedAway.No;
        PendingConnection? pending = turnedAway == TurnedAway.No ? server.Pending.TryEnter(context.Connection.RemoteIpAddress, out turnedAway) : null;
        if (pending is null)
        {
            TurnAway(context, turnedAway);
            return null;
        }

        RefusedRequest? refused = await AdmitAsync(context, query);
        if (refused is null && await SessionId.CreateAsync(context, server) is { } id)
        {
            pending.SessionId = id;
            return pending;
        }

        pending.Dispose();
        await server.RefuseAsync(context, refused ?? RefusedRequest.BadRequest("ID_GENERATION_ERROR"), isWebSocket);
        return null;
    }

    /// <summary>Asks the client to come back later.</summary>
    public static void WriteUnavailable(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = "5";
    }

    private void TurnAway(HttpContext context, TurnedAway turnedAway)
    {
        server.Metrics.TurnedAway(turnedAway);
        WriteUnavailable(context);
        if (turnedAway == TurnedAway.Full && server.LimitWarnings.ShouldWrite(nameof(EngineOptions.MaxPendingConnections), out int skipped))
        {
            Log.Full(server.Logger, server.Options.MaxPendingConnections, skipped);
        }
        else if (turnedAway == TurnedAway.AddressFull && server.LimitWarnings.ShouldWrite(nameof(EngineOptions.MaxPendingConnectionsPerAddress), out skipped))
        {
            Log.AddressFull(server.Logger, context.Connection.RemoteIpAddress?.ToString(), server.Options.MaxPendingConnectionsPerAddress, skipped);
        }
    }

    private async ValueTask<RefusedRequest?> AdmitAsync(HttpContext context, EngineQuery query)
    {
        if (server.Options.AllowRequest is { } allowRequest)
        {
            AllowRequestResult result;
            try
            {
                result = await allowRequest(context);
            }
            catch (Exception exception)
            {
                server.Metrics.ListenerFailed();
                Log.AllowRequestFailed(server.Logger, exception);
                result = AllowRequestResult.Deny();
            }

            if (!result.Allowed)
            {
                return RefusedRequest.Forbidden(result.Message, result.Message);
            }
        }

        return query.Protocol == 4 || server.Options.AllowEIO3 ? null : RefusedRequest.UnsupportedProtocol();
    }

    private static partial class Log
    {
        [LoggerMessage(20, LogLevel.Error, "AllowRequest threw. The client was refused.", EventName = "AllowRequestFailed")]
        public static partial void AllowRequestFailed(ILogger logger, Exception exception);

        [LoggerMessage(
            42,
            LogLevel.Warning,
            "A handshake got 503, because {Limit} clients are connecting, which is the limit MaxPendingConnections. ({Skipped} more since the last warning.)",
            EventName = "PendingConnectionsFull")]
        public static partial void Full(ILogger logger, int limit, int skipped);

        [LoggerMessage(
            43,
            LogLevel.Warning,
            "A handshake from {Address} got 503, because many clients are connecting, and {Limit} of them from this address, which is the limit MaxPendingConnectionsPerAddress. If it is the address of your proxy, use the forwarded headers middleware. ({Skipped} more since the last warning.)",
            EventName = "PendingConnectionsOfAddressFull")]
        public static partial void AddressFull(ILogger logger, string? address, int limit, int skipped);
    }
}
