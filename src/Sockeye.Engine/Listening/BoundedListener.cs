using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;
using Sockeye.Diagnostics;
using Sockeye.EventLoops;

namespace Sockeye.Engine.Listening;

/// <summary>
/// Closes connections that have one of the last file descriptors of the process, before another one is accepted. .NET needs descriptors for each new thread and library, and ends the process if it has none. Handshakes get
/// a 503 long before (<see cref="Http.DescriptorShortage"/>): this is for connections that send nothing. It also goes on with accepting after an exception, which the web server does not.
/// </summary>
internal sealed partial class BoundedListener(IConnectionListener kestrels, ILogger logger, LogSampler sampler, TimeProvider time) : IConnectionListener
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    // Half of what is kept from sessions.
    private readonly DescriptorLimit _limit = new DescriptorLimit().Halve();
    private readonly CancellationTokenSource _unbound = new();

    public EndPoint EndPoint => kestrels.EndPoint;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                ConnectionContext? connection = await kestrels.AcceptAsync(cancellationToken);
                if (connection?.Features.Get<IConnectionSocketFeature>()?.Socket is not { } socket || !IsOneTooMany(socket))
                {
                    return connection;
                }

                await RefuseAsync(connection);
            }
            catch (Exception) when (_unbound.IsCancellationRequested)
            {
                return null;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                // The clients wait in the backlog meanwhile. To try again at once would be to try all the time.
                if (sampler.ShouldWrite(nameof(Log.AcceptFailed), out int skipped))
                {
                    Log.AcceptFailed(logger, exception, skipped);
                }

                // The web server waits for this call when it stops.
                await Task.Delay(Patience, time, _unbound.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        // Before the socket goes: accepting fails then, and has to find why.
        _unbound.Cancel();
        return kestrels.UnbindAsync(cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _unbound.Cancel();
        return kestrels.DisposeAsync();
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

    private async Task RefuseAsync(ConnectionContext connection)
    {
        if (sampler.ShouldWrite(nameof(Log.ConnectionClosed), out int skipped))
        {
            Log.ConnectionClosed(logger, skipped);
        }

        connection.Abort(new ConnectionAbortedException("The file descriptors of the process run out."));
        await connection.DisposeAsync();
    }

    private static partial class Log
    {
        [LoggerMessage(
            238,
            LogLevel.Warning,
            "A connection was closed at once, because the file descriptors of the process run out. Raise the limit (ulimit -n), or bound connections with Kestrel's MaxConcurrentConnections. ({Skipped} more since the last entry.)",
            EventName = "ConnectionClosed")]
        public static partial void ConnectionClosed(ILogger logger, int skipped);

        [LoggerMessage(
            239,
            LogLevel.Error,
            "No connections could be accepted. It is tried again ten times a second. ({Skipped} more since the last entry.)",
            EventName = "AcceptFailed")]
        public static partial void AcceptFailed(ILogger logger, Exception exception, int skipped);
    }
}
