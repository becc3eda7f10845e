using System.ComponentModel;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Sockeye.Diagnostics;

namespace Sockeye.EventLoops.Listening;

/// <summary>Accepts connections for the web server.</summary>
internal sealed partial class SocketListener(
    Socket socket, ConnectionSettings settings, DescriptorLimit limit, RefusedConnections refused, ListenerMetrics metrics, LogSampler sampler, TimeProvider time) : IConnectionListener
{
    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(100);

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
            catch (Exception exception) when (exception is Win32Exception and (not SocketException or SocketException { SocketErrorCode: SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable }))
            {
                // The clients wait in the backlog meanwhile. An immediate retry would become a busy loop.
                accepted?.Dispose();
                if (sampler.ShouldWrite(nameof(Log.OutOfResources), out int skipped))
                {
                    Log.OutOfResources(settings.Logger, exception.Message, skipped);
                }

                await Task.Delay(_patience, time, cancellationToken);
            }
            catch (Exception exception) when (exception is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return null;
            }
            catch (SocketException exception)
            {
                // The client has gone before it was accepted.
                accepted?.Dispose();
                Log.AcceptFailed(settings.Logger, exception.Message);
            }
        }
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        socket.Dispose();
        return default;
    }

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        settings.Dispose();
        return default;
    }

    private void Refuse(Socket accepted)
    {
        metrics.ConnectionRefused();
        if (sampler.ShouldWrite(nameof(Log.ConnectionRefused), out int skipped))
        {
            Log.ConnectionRefused(settings.Logger, skipped);
        }

        refused.Refuse(accepted, settings.SpeaksHttp);
    }

    private static partial class Log
    {
        [LoggerMessage(70, LogLevel.Debug, "A connection was gone before it was accepted: {Message}", EventName = "AcceptFailed")]
        public static partial void AcceptFailed(ILogger logger, string message);

        [LoggerMessage(73, LogLevel.Warning, "No connections can be accepted right now: {Message}. {Skipped} more entries like this were left out.", EventName = "OutOfResources")]
        public static partial void OutOfResources(ILogger logger, string message, int skipped);

        [LoggerMessage(
            85,
            LogLevel.Warning,
            "A connection was refused, because the file descriptors of the process run out (ulimit -n). {Skipped} more entries like this were left out.",
            EventName = "ConnectionRefused")]
        public static partial void ConnectionRefused(ILogger logger, int skipped);
    }
}
