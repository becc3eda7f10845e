using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sockeye.Broadcasting;
using Sockeye.Sockets;
using Sockeye.Streams;

namespace Sockeye.Handlers;

/// <summary>
/// A stream to one client, for generated code. Its items are events that are sent one after the other. The next item is not requested while
/// the client does not take what is queued, or while it asks for a pause. The stream ends with its socket.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[SuppressMessage("Design", "CA1001", Justification = "The source of the token has no timer and no handle.")]
public sealed partial class EventStream
{
    private readonly IncomingEvent _event;
    private readonly Socket _socket;
    private readonly CancellationTokenSource _cancellation = new();
    private TaskCompletionSource? _paused;

    private EventStream(IncomingEvent incoming)
    {
        _event = incoming;
        _socket = incoming.Socket;
    }

    /// <summary>Cancelled when the client wants no more items or its socket disconnects.</summary>
    public CancellationToken Token => _cancellation.Token;

    internal string Id { get; set; } = string.Empty;

    internal static EventStream Open(IncomingEvent incoming)
    {
        if (incoming.Acknowledgement.IsRequested)
        {
            return new EventStream(incoming);
        }

        var server = incoming.Socket.Namespace.Server;
        if (server.Sampler.ShouldWrite("stream " + incoming.Name, out var skipped))
        {
            Log.NotAsked(server.Logger, incoming.Name, incoming.Socket.Namespace.Name, skipped);
        }

        throw new EventRefusedException("A stream needs an acknowledgement.");
    }

    /// <summary>Gives the stream its id, among those of its socket.</summary>
    /// <exception cref="EventRefusedException">The socket has as many streams as it may have.</exception>
    internal void Register() => SocketStreams.Of(_socket).Add(this);

    /// <summary>Sends the client the id of the stream, then the items.</summary>
    /// <param name="items">The items.</param>
    /// <param name="scope">The scope of the handler's services. It is disposed of when the stream has ended.</param>
    internal void Start<T>(IAsyncEnumerable<T> items, IServiceScope? scope)
    {
        _event.Acknowledgement.Send(new Dictionary<string, string> { [StreamEvents.Id] = Id });
        var running = RunAsync(items, scope);
        _socket.Namespace.Ending.Track(running);
        _socket.Namespace.Server.Ending.Track(running);
    }

    internal async Task StartFilteredAsync<T>(ValueTask<object?> filtered, IServiceScope? scope)
    {
        var isStarted = false;
        try
        {
            var result = await filtered.ConfigureAwait(false);
            if (result is not IAsyncEnumerable<T> items)
            {
                await _event.Acknowledgement.SendAsync(result).ConfigureAwait(false);
                return;
            }

            Register();
            isStarted = true;
            Start(items, scope);
        }
        finally
        {
            if (!isStarted && scope is not null)
            {
                await new AsyncServiceScope(scope).DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    // This never fails.
    private async Task RunAsync<T>(IAsyncEnumerable<T> items, IServiceScope? scope)
    {
        Exception? failure = null;
        var call = AwaitedCall.BeginStream();
        try
        {
            await using var ending = _socket.Disconnected.UnsafeRegister(static stream => ((EventStream)stream!).Cancel(), this).ConfigureAwait(false);
            await SendAsync(items).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (Token.IsCancellationRequested)
        {
            // The client has cancelled the stream.
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        try
        {
            if (scope is not null)
            {
                await new AsyncServiceScope(scope).DisposeAsync().ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            failure ??= exception;
        }

        call.End();
        SocketStreams.Of(_socket).Remove(this);
        End(failure);
    }

    /// <summary>
    /// Cancels the stream because the client wants no more. Callbacks of the application that the token runs are called on the thread pool.
    /// </summary>
    internal void Cancel()
    {
        _ = CancelAsync();
        Resume();

        async Task CancelAsync()
        {
            try
            {
                await _cancellation.CancelAsync().ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                _socket.Lifetime.HandlerFailed(_event.Name, exception);
            }
        }
    }

    internal void Pause() => Interlocked.CompareExchange(ref _paused, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), null);

    internal void Resume() => Interlocked.Exchange(ref _paused, null)?.SetResult();

    private async Task SendAsync<T>(IAsyncEnumerable<T> items)
    {
        await foreach (var item in items.WithCancellation(Token).ConfigureAwait(false))
        {
            if (Volatile.Read(ref _paused) is { } paused)
            {
                await paused.Task.WaitAsync(Token).ConfigureAwait(false);
            }

            await _socket.Session.WaitForRoomAsync().WaitAsync(Token).ConfigureAwait(false);
            if (Token.IsCancellationRequested)
            {
                return;
            }

            _socket.SendEvent(_socket.Namespace.StartEvent(StreamEvents.Item).Add(Id).Add(item).ToEvent(), default);
        }
    }

    private void End(Exception? failure)
    {
        switch (failure)
        {
            case null:
                _socket.SendEvent(_socket.Namespace.StartEvent(StreamEvents.End).Add(Id).ToEvent(), default);
                break;
            case EventRefusedException refusal:
                Fail(refusal.Message, refusal.RefusalData);
                break;
            default:
                _socket.Lifetime.HandlerFailed(_event.Name, failure);
                Fail(_socket.Namespace.Server.ErrorTextOf(failure), null);
                break;
        }
    }

    private void Fail(string message, object? data)
    {
        try
        {
            _socket.SendEvent(_socket.Namespace.StartEvent(StreamEvents.End).Add(Id).AddErrorObject(message, data).ToEvent(), default);
        }
        catch (Exception exception) when (data is not null)
        {
            // The data of the exception cannot be written.
            _socket.Lifetime.HandlerFailed(_event.Name, exception);
            Fail(message, null);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(185, LogLevel.Warning, "The event \"{Event}\" of namespace {Namespace} starts a stream, but its sender asked for no answer. The stream was not started. ({Skipped} more since the last warning.)")]
        public static partial void NotAsked(ILogger logger, string @event, string @namespace, int skipped);
    }
}
