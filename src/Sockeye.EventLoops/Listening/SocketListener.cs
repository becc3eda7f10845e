using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Sockeye.Diagnostics;

namespace Sockeye.EventLoops.Listening;

/// <summary>
/// Accepts connections for the web server. The web server asks for one after the other, and gives up for good at the first exception. So no exception leaves this class before the listener is
/// unbound.
/// </summary>
internal sealed partial class SocketListener(
    Socket socket, ConnectionSettings settings, DescriptorLimit limit, RefusedConnections refused, ListenerMetrics metrics, LogSampler sampler, TimeProvider time) : IConnectionListener
{
    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(100);

    private readonly ILogger _logger = new GuardedLogger(settings.Logger);
    private readonly CancellationTokenSource _unbound = new();

    public EndPoint EndPoint { get; } = socket.LocalEndPoint!;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Socket? accepted = null;
            try
            {
                accepted = await socket.AcceptAsync(cancellationToken);
                if (limit.IsReachedBy(accepted))
                {
                    Refuse(accepted);
                    continue;
                }

                accepted.NoDelay = settings.NoDelay;
                var connection = new SocketConnection(EventLoop.Watch(accepted, settings.MostLoops), settings);
                connection.Start();
                return connection;
            }
            catch (Exception) when (_unbound.IsCancellationRequested)
            {
                accepted?.Dispose();
                return null;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw;
            }
            catch (SocketException exception) when (IsOfTheClient(exception.SocketErrorCode, isAccepted: accepted is not null))
            {
                // The client has gone before it was accepted.
                accepted?.Dispose();
                Log.AcceptFailed(_logger, exception.Message);
            }
            catch (Exception exception)
            {
                // Descriptors, memory, or something unforeseen. The clients wait in the backlog meanwhile. An immediate retry would become a busy loop.
                accepted?.Dispose();
                if (sampler.ShouldWrite(nameof(Log.OutOfResources), out int skipped))
                {
                    Log.OutOfResources(_logger, exception.Message, skipped);
                }

                // The web server waits for this call when it stops.
                await Task.Delay(_patience, time, _unbound.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        // Before the socket goes: accepting fails then, and has to find why.
        _unbound.Cancel();
        socket.Dispose();
        return default;
    }

    public ValueTask DisposeAsync()
    {
        _unbound.Cancel();
        socket.Dispose();
        settings.Dispose();
        return default;
    }

    // Linux passes on what is wrong with the network of a connection that is not accepted yet, and says to go on with the next one (accept(2)).
    // A socket that does not listen any more gives the same errors as a connection that is reset before its options are set, again and again: so those count only for a connection.
    private static bool IsOfTheClient(SocketError error, bool isAccepted) => error
        is SocketError.ConnectionAborted or SocketError.ConnectionReset or SocketError.NetworkDown or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.HostUnreachable
        or SocketError.TimedOut or SocketError.ProtocolOption or SocketError.OperationNotSupported
        || (isAccepted && error is SocketError.InvalidArgument or SocketError.NotConnected or SocketError.Shutdown);

    private void Refuse(Socket accepted)
    {
        metrics.ConnectionRefused();
        if (sampler.ShouldWrite(nameof(Log.ConnectionRefused), out int skipped))
        {
            Log.ConnectionRefused(_logger, skipped);
        }

        refused.Refuse(accepted, settings.SpeaksHttp);
    }

    private static partial class Log
    {
        [LoggerMessage(70, LogLevel.Debug, "A connection ended before it was accepted: {Message}", EventName = "AcceptFailed")]
        public static partial void AcceptFailed(ILogger logger, string message);

        [LoggerMessage(
            73,
            LogLevel.Warning,
            "No connections can be accepted right now: {Message}. It is tried again ten times a second. If the file descriptors of the process have run out, raise ulimit -n. ({Skipped} more since the last entry.)",
            EventName = "OutOfResources")]
        public static partial void OutOfResources(ILogger logger, string message, int skipped);

        [LoggerMessage(
            85,
            LogLevel.Warning,
            "A connection was refused, because the process runs out of file descriptors (ulimit -n). ({Skipped} more since the last warning.)",
            EventName = "ConnectionRefused")]
        public static partial void ConnectionRefused(ILogger logger, int skipped);
    }
}
