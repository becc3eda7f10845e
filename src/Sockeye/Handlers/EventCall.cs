using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Sockeye.Sockets.Listeners;

namespace Sockeye.Handlers;

/// <summary>
/// One event on its way to one handler, for generated code. The code reads the arguments from first to last, calls <see cref="Ready"/>,
/// calls the handler, and ends with one of the methods that complete or answer.
/// </summary>
/// <remarks>
/// An exception before <see cref="Ready"/> means that the arguments do not fit, and refuses the event. A later exception is a failure of
/// the handler.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct EventCall
{
    // This is the only field, so a call of any listener can be seen as this type without a copy.
    private ListenerCall _call;

    /// <summary>The socket that sent the event.</summary>
    public readonly Socket Socket => ((EventSource)_call.Source).Socket;

    /// <summary>Answers the event.</summary>
    public readonly Acknowledgement Acknowledgement => _call.Source.Acknowledgement;

    /// <summary>
    /// The event before decoding, created when you first ask for it. You can keep it beyond this call, and pass it to <see cref="Again"/>.
    /// </summary>
    public readonly IncomingEvent Event => _call.ToEvent<IncomingEvent>();

    /// <summary>Cancelled when the socket disconnects.</summary>
    public readonly CancellationToken Disconnected => _call.Source.Disconnected;

    /// <summary>
    /// The services of this call. Their scope is created when you first ask for it, and disposed of when the handler has ended.
    /// </summary>
    public IServiceProvider Services => _call.Services;

    /// <summary>
    /// Calls a handler with an event whose call has already returned, for example after an authorization that was awaited. A failure of the
    /// handler is answered and logged here.
    /// </summary>
    /// <returns>A task that never fails, or <see langword="null"/> if nothing runs any more.</returns>
    public static Task? Again(IncomingEvent incoming, EventCallHandler handler)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        ArgumentNullException.ThrowIfNull(handler);
        return EventDispatch.Again(incoming, new CallListener(handler));
    }

    /// <summary>Reads the next argument. If there is none, returns the default value of the type.</summary>
    /// <exception cref="JsonException">The argument is of another type.</exception>
    public T? Next<T>() => _call.Arguments.Next<T>();

    /// <summary>Reads the next argument, which must be present.</summary>
    /// <param name="parameter">The name of the argument in the error message.</param>
    /// <exception cref="JsonException">The argument is missing, null or of another type.</exception>
    public T Required<T>(string parameter) => _call.Arguments.Required<T>(parameter);

    /// <summary>
    /// Reads the next argument. If it is missing or null, returns the fallback: clients send null for an argument that they leave out
    /// before others.
    /// </summary>
    /// <exception cref="JsonException">The argument is of another type.</exception>
    public T? Optional<T>(T? fallback) => _call.Arguments.Optional(fallback);

    /// <summary>Reads all remaining arguments.</summary>
    /// <exception cref="JsonException">An argument is of another type.</exception>
    public T[] Rest<T>() => _call.Arguments.Rest<T>();

    /// <summary>Says that the handler has all its arguments. Later exceptions count as failures of the handler.</summary>
    public void Ready() => _call.IsDecoded = true;

    /// <summary>Ends the call of a handler that has ended and does not answer.</summary>
    public Task? Complete() => _call.Complete();

    /// <summary>Ends the call of a handler that has started and does not answer.</summary>
    public Task? Complete(Task? task) => _call.Complete(task);

    /// <inheritdoc cref="Complete(Task)"/>
    public Task? Complete(ValueTask task) => _call.Complete(task);

    /// <summary>Answers with the result of a handler that has ended, if the sender asked for an answer and has none yet.</summary>
    public Task? Answer<T>(T result) => _call.Answer(result);

    /// <summary>Answers with the result of a handler that has started, when it is there.</summary>
    public Task? Answer<T>(Task<T>? task) => _call.Answer(task);

    /// <inheritdoc cref="Answer{T}(Task{T})"/>
    public Task? Answer<T>(ValueTask<T> task) => _call.Answer(task);

    /// <summary>
    /// Answers with the result of a handler that has started. The result is written as the declared type of the handler, if filters have
    /// left it one of that type.
    /// </summary>
    public Task? AnswerFiltered<T>(ValueTask<object?> task) => _call.AnswerAny<T>(task);

    /// <summary>Answers without a value for a handler that has ended, if the sender asked for an answer and has none yet.</summary>
    public Task? Done() => _call.Done();

    /// <summary>Answers without a value when a handler that has started has ended.</summary>
    public Task? Done(Task? task) => _call.Done(task);

    /// <inheritdoc cref="Done(Task)"/>
    public Task? Done(ValueTask task) => _call.Done(task);

    /// <summary>Begins a stream. Its token is for the handler that creates the items.</summary>
    /// <exception cref="EventRefusedException">The sender asked for no answer, and so could not recognize the stream.</exception>
    public readonly EventStream OpenStream() => EventStream.Open(Event);

    /// <summary>Answers with a stream, which sends the items that the handler has returned.</summary>
    /// <exception cref="EventRefusedException">The sender has as many streams as it may have.</exception>
    public Task? Stream<T>(EventStream stream, IAsyncEnumerable<T> items)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(items);
        stream.Register();
        stream.Start(items, _call.Detach());
        return null;
    }

    /// <summary>Answers with a stream after filters. If a filter has replaced the items by something else, that is the answer.</summary>
    public Task? Stream<T>(EventStream stream, ValueTask<object?> filtered)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.StartFilteredAsync<T>(filtered, _call.Detach());
    }

    /// <summary>Disposes of an object when the handler has ended.</summary>
    /// <param name="owned">An <see cref="IDisposable"/> or <see cref="IAsyncDisposable"/>.</param>
    public void Own(object owned) => _call.Own(owned);

    /// <summary>Sees the call of a listener as one for generated code.</summary>
    internal static ref EventCall From(ref ListenerCall call) => ref Unsafe.As<ListenerCall, EventCall>(ref call);
}
