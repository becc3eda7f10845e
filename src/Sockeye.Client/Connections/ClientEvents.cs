using Microsoft.Extensions.Logging;
using Sockeye.Client.Diagnostics;
using Sockeye.Client.Sockets;
using Sockeye.Hooks;

namespace Sockeye.Client.Connections;

/// <summary>
/// The listeners for a client's connection, and the queue that calls them. It may be called under the lock of the client.
/// </summary>
internal sealed partial class ClientEvents : IListenerFailures
{
    // The server decides how often it sends a ping, so the queue needs a bound.
    private const int MostWaiting = 1000;

    private readonly EventPump<Func<Task?>> _pump;
    private readonly ILogger _logger;

    public ClientEvents(SocketIOClientOptions options, ILogger logger)
    {
        _logger = logger;
        _pump = new EventPump<Func<Task?>>(options, static tell => tell(), this, mostWaiting: MostWaiting);
    }

    public Hook<bool> Opening { get; } = new();

    public Hook<DisconnectReason> Closing { get; } = new();

    public Hook<ConnectException> Errors { get; } = new();

    public Hook<bool> Pings { get; } = new();

    public Hook<string> Upgrades { get; } = new();

    public Hook<int> Attempts { get; } = new();

    public Hook<int> Reconnections { get; } = new();

    public Hook<ConnectException> ReconnectErrors { get; } = new();

    public Hook<bool> Failures { get; } = new();

    public void Open() => Tell(Opening, true, "open");

    public void Close(DisconnectReason reason) => Tell(Closing, reason, "close");

    public void Error(ConnectException exception) => Tell(Errors, exception, "error");

    public void Ping() => Tell(Pings, true, "ping");

    public void Upgrade(string transport) => Tell(Upgrades, transport, "upgrade");

    public void ReconnectAttempt(int attempt) => Tell(Attempts, attempt, "reconnect_attempt");

    public void Reconnect(int attempt) => Tell(Reconnections, attempt, "reconnect");

    public void ReconnectError(ConnectException exception) => Tell(ReconnectErrors, exception, "reconnect_error");

    public void ReconnectFailed() => Tell(Failures, true, "reconnect_failed");

    void IListenerFailures.OnListenerFailed(string hook, Exception exception)
    {
        ClientMetrics.ListenerFailed();
        Log.ListenerFailed(_logger, exception, hook);
    }

    private void Tell<T>(Hook<T> hook, T value, string name)
    {
        if (!hook.IsEmpty && !_pump.Post(() => hook.Start(value, name, this)))
        {
            ClientMetrics.Dropped("slow");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(203, LogLevel.Error, "A listener of {Hook} failed.")]
        public static partial void ListenerFailed(ILogger logger, Exception exception, string hook);
    }
}
