using System.Text;
using Microsoft.Extensions.Logging;
using Sockeye.Connections;
using Sockeye.Contexts;
using Sockeye.Diagnostics;
using Sockeye.Hooks;
using Sockeye.Mistakes;
using Sockeye.Sockets.Listeners;

namespace Sockeye.Sockets;

/// <summary>
/// The life of one socket: connecting, connected, disconnected, each once. It ends once and with one reason, even if several threads end it, and
/// exceptions of its handlers are caught here.
/// </summary>
internal sealed partial class SocketLifetime(Socket socket) : IListenerFailures
{
    private static readonly object Started = new();
    private static readonly TaskCompletionSource NobodyWaits = CompletedSource();
    private static readonly CancellationTokenSource Ended = CreateEnded();

    private DelegateList<Func<DisconnectReason, Task>>? _disconnecting;
    private DelegateList<Func<DisconnectReason, Task>>? _disconnect;
    private Hook<Exception>? _error;
    private int _state = (int)SocketState.Connecting;
    private CancellationTokenSource? _disconnected;
    private int _closing;

    // Null until a caller waits for the end.
    private TaskCompletionSource? _ended;

    // Null while the middlewares run, then the start of the connection handlers, finally the mark that they have started.
    private object? _start;

    public SocketState State => (SocketState)Volatile.Read(ref _state);

    /// <summary>Whether the connection handlers have started. The client has its welcome packet then.</summary>
    public bool HasStarted => ReferenceEquals(Volatile.Read(ref _start), Started);

    /// <summary>
    /// Cancelled at the end of the socket. It is created when it is first asked for. After the end it is the cancelled token, which the end
    /// puts in place in the same step in which it takes the other one.
    /// </summary>
    public CancellationToken Disconnected =>
        (Volatile.Read(ref _disconnected) ?? Interlocked.CompareExchange(ref _disconnected, new(), null) ?? _disconnected).Token;

    private ILogger Logger => socket.Namespace.Server.Logger;

    /// <summary>Completes when the socket has ended and all its disconnect handlers have, including asynchronous ones.</summary>
    public Task WhenEnded =>
        (Volatile.Read(ref _ended) ?? Interlocked.CompareExchange(ref _ended, new(TaskCreationOptions.RunContinuationsAsynchronously), null) ?? _ended).Task;

    public void OnDisconnecting(Func<DisconnectReason, Task> handler) => Ensure(ref _disconnecting).Add(handler);

    public void OnDisconnect(Func<DisconnectReason, Task> handler) => Ensure(ref _disconnect).Add(handler);

    /// <summary>The listeners for errors, created when the first one is added.</summary>
    public Hook<Exception> Errors => _error ?? Interlocked.CompareExchange(ref _error, new(), null) ?? _error;

    /// <summary>
    /// Holds back the client's packets and the end of the socket until the connection handlers have added their listeners. The middlewares
    /// may have moved the connecting to another thread than the one that reads from the client.
    /// </summary>
    public StartScope Start()
    {
        Volatile.Write(ref _start, new SocketStart());
        return new StartScope(this);
    }

    /// <summary>Called when a packet of the client has come.</summary>
    /// <returns>Whether the packet has to be held back until <see cref="Backlog.Release"/>.</returns>
    public bool TryHold() => Volatile.Read(ref _start) is SocketStart start && start.TryHold();

    /// <summary>Called when the packets that were held back have been handled. From now on none are held back.</summary>
    public void Released()
    {
        if (Volatile.Read(ref _start) is SocketStart start)
        {
            start.TryFinish(isReleased: true);
            Volatile.Write(ref _start, Started);
        }
    }

    /// <summary>Connects the socket after the middlewares.</summary>
    /// <returns>Whether the socket is connected now. It is not if the connection has ended meanwhile.</returns>
    public bool TryConnect() =>
        Interlocked.CompareExchange(ref _state, (int)SocketState.Connected, (int)SocketState.Connecting) == (int)SocketState.Connecting;

    /// <summary>Ends a socket that was not let in. Its handlers are not called.</summary>
    /// <returns>Whether it was still alive.</returns>
    public bool TryRefuse()
    {
        if (Interlocked.CompareExchange(ref _state, (int)SocketState.Disconnected, (int)SocketState.Connecting) != (int)SocketState.Connecting)
        {
            return false;
        }

        Release(null);
        TellEnded();
        return true;
    }

    /// <summary>Ends the socket. Rooms are left after the <c>disconnecting</c> handlers have started and before the <c>disconnect</c> handlers start.</summary>
    /// <param name="reason">The reason.</param>
    /// <param name="tellClient">Whether the client is sent a disconnect packet. It is sent once, and not before the welcome packet.</param>
    public void Close(DisconnectReason reason, bool tellClient = false)
    {
        if (TryRefuse())
        {
            socket.Client.Remove(socket, joined: false);
            return;
        }

        // A socket that was refused meanwhile has ended.
        if (State == SocketState.Disconnected || Interlocked.Exchange(ref _closing, 1) != 0)
        {
            return;
        }

        if (!TryPostpone(reason, tellClient))
        {
            End(reason, tellClient);
        }
    }

    public void Error(Exception exception) => _error?.Start(exception, "error", this);

    void IListenerFailures.OnListenerFailed(string hook, Exception exception) => HandlerFailed(hook, exception);

    public void HandlerFailed(string eventName, Exception exception)
    {
        if (exception is SocketDisconnectedException && State == SocketState.Disconnected)
        {
            Log.HandlerEnded(Logger, exception, eventName, socket.Id, socket.Namespace.Name);
            return;
        }

        socket.Namespace.Server.Metrics.HandlerFailed(socket.Namespace);

        // While a backend is away, every handler that needs it fails. Each failure is counted, and one a minute is logged.
        if (exception is not ClusterPublishException || socket.Namespace.Server.Sampler.ShouldWrite("unpublished " + eventName, out _))
        {
            Log.HandlerFailed(Logger, exception, eventName, socket.Id, socket.Namespace.Name);
        }
    }

    /// <summary>
    /// Handles a listener that refuses an event or fails. The client gets an error at once, if it asked for an answer and has none.
    /// </summary>
    public void EventFailed(string eventName, Acknowledgement acknowledgement, Exception exception)
    {
        if (exception is EventRefusedException refusal)
        {
            Refuse(eventName, acknowledgement, refusal);
            return;
        }

        EventActivities.Fail(exception);
        HandlerFailed(eventName, exception);
        if (State != SocketState.Disconnected)
        {
            AnswerError(acknowledgement, socket.Namespace.Server.ErrorTextOf(exception), null);
        }
    }

    private void Refuse(string eventName, Acknowledgement acknowledgement, EventRefusedException refusal)
    {
        try
        {
            AnswerError(acknowledgement, refusal.Message, refusal.RefusalData);
        }
        catch (Exception failure)
        {
            // The data of the exception cannot be written.
            HandlerFailed(eventName, failure);
            AnswerError(acknowledgement, refusal.Message, null);
        }
    }

    private static void AnswerError(Acknowledgement acknowledgement, string message, object? data)
    {
        // Any other type is the acknowledgement of an event whose client asked for no answer.
        if (acknowledgement is SocketAcknowledgement asked)
        {
            asked.Refuse(message, data);
        }
    }

    /// <summary>
    /// Handles arguments that do not fit the listener. If the client asked for an answer, it gets an error; otherwise a warning is logged.
    /// </summary>
    public void InvalidArguments(string eventName, Acknowledgement acknowledgement, EventListener listener, Exception exception)
    {
        Log.InvalidArguments(Logger, exception, eventName, socket.Id, socket.Namespace.Name);
        var server = socket.Namespace.Server;
        var ns = LogText.Of(socket.Namespace.Name);
        var reason = LogText.Of(exception.Message);
        int skipped;
        if (acknowledgement.IsRequested)
        {
            AnswerError(acknowledgement, MissingArgumentException.TextOf(eventName, exception), null);
            if (server.Mistakes.ShouldWrite(nameof(Log.ArgumentsRefused), out skipped, eventName))
            {
                Log.ArgumentsRefused(Logger, server.Mistakes.Level, eventName, ns, listener.Expected, reason, skipped);
            }
        }
        else if (server.Sampler.ShouldWrite("arguments " + eventName, out skipped))
        {
            Log.Dropped(Logger, eventName, ns, listener.Expected, reason, skipped);
        }
    }

    /// <summary>The client sent an event that nothing listens to: it is ignored, as in the reference, and a client that waits for an answer gets none.</summary>
    public void NothingListens(ReadOnlySpan<byte> eventName)
    {
        var mistakes = socket.Namespace.Server.Mistakes;
        if (!mistakes.IsOn)
        {
            return;
        }

        var name = LogText.Of(Encoding.UTF8.GetString(eventName));
        if (mistakes.ShouldWrite(nameof(Log.NothingListens), out var skipped, name))
        {
            var ns = LogText.Of(socket.Namespace.Name);
            Log.NothingListens(mistakes.Logger, mistakes.Level, name, ns, skipped);
        }
    }

    private bool TryPostpone(DisconnectReason reason, bool tellClient) => Volatile.Read(ref _start) is SocketStart start && start.TryPostpone(reason, tellClient);

    private void EndStart()
    {
        var start = (SocketStart)Volatile.Read(ref _start)!;
        if (start.TryFinish(isReleased: false))
        {
            Volatile.Write(ref _start, Started);
        }
        else
        {
            // The backlog exists before anything is held back in it.
            socket.Client.Backlog!.Release(socket);
        }

        if (start.End is var (reason, tellClient))
        {
            End(reason, tellClient);
        }
    }

    private void End(DisconnectReason reason, bool tellClient)
    {
        if (tellClient)
        {
            Step("tell the client", reason, static (socket, reason) => socket.SendFarewell(reason!)?.Invoke());
        }

        var running = Run(_disconnecting, "disconnecting", reason);
        Step("keep the session", reason, static (socket, reason) => socket.Namespace.Delivery.Disconnected(socket, reason!));
        Volatile.Write(ref _state, (int)SocketState.Disconnected);
        Release(reason);
        Step("leave the connection", reason, static (socket, _) => socket.Client.Remove(socket, joined: true));
        Log.Disconnected(Logger, socket.Id, socket.Namespace.Name, reason.Name, reason.Description);
        running = EventDispatch.Join(running, Run(_disconnect, "disconnect", reason));
        if (running is null)
        {
            TellEnded();
        }
        else
        {
            running.GetAwaiter().UnsafeOnCompleted(TellEnded);
        }
    }

    private static TaskCompletionSource CompletedSource()
    {
        var completed = new TaskCompletionSource();
        completed.SetResult();
        return completed;
    }

    // A caller that asks later sees that the socket has ended. A caller that asked before waits for the source that is taken out here.
    private void TellEnded() => Interlocked.Exchange(ref _ended, NobodyWaits)?.TrySetResult();

    private void Release(DisconnectReason? reason)
    {
        Step("end its cancellation token", reason, static (socket, _) => socket.Lifetime.EndToken());
        Step("give up acknowledgements", reason, static (socket, _) => socket.Acks.Close(socket.Namespace.Server.Timers));
        Step("leave the namespace", reason, static (socket, _) => socket.Namespace.Remove(socket));
    }

    // Callbacks of the application run on the thread pool, not here.
    private void EndToken()
    {
        if (Interlocked.Exchange(ref _disconnected, Ended) is { } asked && asked != Ended)
        {
            _ = Cancel(asked);
        }

        async Task Cancel(CancellationTokenSource source)
        {
            try
            {
                await source.CancelAsync();
            }
            catch (Exception exception)
            {
                HandlerFailed("disconnected", exception);
            }
        }
    }

    // If one step throws, the next ones are done all the same. Otherwise a socket that ended only half would stay in its rooms, and so
    // would the client's other sockets.
    private void Step(string name, DisconnectReason? reason, Action<Socket, DisconnectReason?> step)
    {
        try
        {
            step(socket, reason);
        }
        catch (Exception exception)
        {
            Log.StepFailed(Logger, exception, socket.Id, socket.Namespace.Name, name);
        }
    }

    /// <returns>A task for the handlers that still run.</returns>
    private Task? Run(DelegateList<Func<DisconnectReason, Task>>? handlers, string name, DisconnectReason reason)
    {
        Task? running = null;
        foreach (var handler in handlers?.Items ?? [])
        {
            var task = Guarded(handler, name, reason);
            if (!task.IsCompleted)
            {
                socket.Namespace.Ending.Track(task);
                socket.Namespace.Server.Ending.Track(task);
                running = EventDispatch.Join(running, task);
            }
        }

        return running;
    }

    private async Task Guarded(Func<DisconnectReason, Task> handler, string name, DisconnectReason reason)
    {
        AwaitedCall? call = null;
        try
        {
            await Start();
        }
        catch (Exception exception)
        {
            HandlerFailed(name, exception);
        }
        finally
        {
            call?.End();
        }

        Task Start()
        {
            using var clean = CleanContext.Enter();
            call = AwaitedCall.BeginDisconnect();
            return handler(reason);
        }
    }

    private static CancellationTokenSource CreateEnded()
    {
        var ended = new CancellationTokenSource();
        ended.Cancel();
        return ended;
    }

    private static DelegateList<T> Ensure<T>(ref DelegateList<T>? list)
        where T : Delegate =>
        list ?? Interlocked.CompareExchange(ref list, new(), null) ?? list;

    public readonly struct StartScope(SocketLifetime lifetime) : IDisposable
    {
        public void Dispose() => lifetime.EndStart();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "Socket {Id} of namespace {Namespace} disconnected: {Reason} ({Description}).")]
        public static partial void Disconnected(ILogger logger, string id, string @namespace, string reason, string? description);

        [LoggerMessage(2, LogLevel.Error, "A handler of \"{Event}\" failed for socket {Id} of namespace {Namespace}.")]
        public static partial void HandlerFailed(ILogger logger, Exception exception, string @event, string id, string @namespace);

        [LoggerMessage(111, LogLevel.Error, "Socket {Id} of namespace {Namespace} ended, but could not {Step}.")]
        public static partial void StepFailed(ILogger logger, Exception exception, string id, string @namespace, string step);

        [LoggerMessage(4, LogLevel.Debug, "A handler of \"{Event}\" ended with its socket {Id} of namespace {Namespace}.")]
        public static partial void HandlerEnded(ILogger logger, Exception exception, string @event, string id, string @namespace);

        [LoggerMessage(
            102,
            LogLevel.Warning,
            "The event \"{Event}\" of namespace {Namespace} was dropped, because its handler takes ({Expected}), and the client sent something else ({Reason}). Let the client send those types in that order, or change the parameters of the handler. ({Skipped} more since the last warning.)")]
        public static partial void Dropped(ILogger logger, string @event, string @namespace, string expected, string reason, int skipped);

        [LoggerMessage(
            EventId = 241,
            Message = "A client sent the event \"{Event}\" to namespace {Namespace}, and nothing listens to it: it was ignored, and a client that waits for an acknowledgement gets none. Add a listener with socket.On in OnConnection of that namespace, before its first await. Names are case-sensitive. ({Skipped} more since the last entry.)",
            EventName = "NothingListens")]
        public static partial void NothingListens(ILogger logger, LogLevel level, string @event, string @namespace, int skipped);

        [LoggerMessage(
            EventId = 242,
            Message = "The event \"{Event}\" of namespace {Namespace} was answered with an error: its handler takes ({Expected}), and the client sent something else ({Reason}). Let the client send those types in that order, or change the parameters of the handler. ({Skipped} more since the last entry.)",
            EventName = "ArgumentsRefused")]
        public static partial void ArgumentsRefused(ILogger logger, LogLevel level, string @event, string @namespace, string expected, string reason, int skipped);

        [LoggerMessage(3, LogLevel.Debug, "Socket {Id} of namespace {Namespace} sent \"{Event}\" with arguments that do not fit its handler.")]
        public static partial void InvalidArguments(ILogger logger, Exception exception, string @event, string id, string @namespace);
    }
}
