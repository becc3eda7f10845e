using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Sockeye.Sockets.Listeners;

namespace Sockeye.Handlers;

/// <summary>
/// One event on its way to one handler, for generated code: it reads the arguments from first to last, says that it is <see cref="Ready"/>, calls the handler, and ends with one of the
/// methods that complete or answer.
/// </summary>
/// <remarks>What is thrown before <see cref="Ready"/> because the arguments do not fit is a refusal to the sender; what is thrown later is a failure of the handler.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct EventCall
{
    // The only field: a call of any listener can be seen as this type without a copy.
    private ListenerCall _call;

    /// <summary>Who sent the event.</summary>
    public readonly Socket Socket => ((EventSource)_call.Source).Socket;

    /// <summary>What answers the event.</summary>
    public readonly Acknowledgement Acknowledgement => _call.Source.Acknowledgement;

    /// <summary>The event undecoded; made when it is first asked for. It outlives this call: <see cref="Again"/> calls with it once more.</summary>
    public readonly IncomingEvent Event => _call.ToEvent<IncomingEvent>();

    /// <summary>Ends when the socket is disconnected.</summary>
    public readonly CancellationToken Disconnected => _call.Source.Disconnected;

    /// <summary>The services of this call alone: their scope is made when they are first asked for, and disposed of when the handler is done.</summary>
    public IServiceProvider Services => _call.Services;

    /// <summary>Calls a handler with an event that is no longer on its way, as after an authorization that was waited for. A failure of the handler is answered and logged here.</summary>
    /// <returns>What still runs, or nothing. It never fails.</returns>
    public static Task? Again(IncomingEvent incoming, EventCallHandler handler)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        ArgumentNullException.ThrowIfNull(handler);
        return EventDispatch.Again(incoming, new CallListener(handler));
    }

    /// <summary>The next argument, or the default of its type if there is none.</summary>
    /// <exception cref="JsonException">It is of another type.</exception>
    public T? Next<T>() => _call.Arguments.Next<T>();

    /// <summary>The next argument, which has to be there.</summary>
    /// <param name="parameter">What the refusal calls it.</param>
    /// <exception cref="JsonException">It is missing or null, or of another type.</exception>
    public T Required<T>(string parameter) => _call.Arguments.Required<T>(parameter);

    /// <summary>The next argument, or something else if it is missing or null: clients send null for an argument that is left out before others.</summary>
    /// <exception cref="JsonException">It is of another type.</exception>
    public T? Optional<T>(T? fallback) => _call.Arguments.Optional(fallback);

    /// <summary>All arguments that are left.</summary>
    /// <exception cref="JsonException">One of them is of another type.</exception>
    public T[] Rest<T>() => _call.Arguments.Rest<T>();

    /// <summary>The handler has got all it takes: exceptions are its own from here on.</summary>
    public void Ready() => _call.IsDecoded = true;

    /// <summary>The handler is done, and does not answer.</summary>
    public Task? Complete() => _call.Complete();

    /// <summary>The handler has started, and does not answer.</summary>
    public Task? Complete(Task? task) => _call.Complete(task);

    /// <inheritdoc cref="Complete(Task)"/>
    public Task? Complete(ValueTask task) => _call.Complete(task);

    /// <summary>The handler is done: its result is the answer, if the sender asked for one and has none yet.</summary>
    public Task? Answer<T>(T result) => _call.Answer(result);

    /// <summary>The handler has started: its result will be the answer.</summary>
    public Task? Answer<T>(Task<T>? task) => _call.Answer(task);

    /// <inheritdoc cref="Answer{T}(Task{T})"/>
    public Task? Answer<T>(ValueTask<T> task) => _call.Answer(task);

    /// <summary>The handler has started: its result will be the answer, written as the type that it is declared with, if filters have left it one of that type.</summary>
    public Task? AnswerFiltered<T>(ValueTask<object?> task) => _call.AnswerAny<T>(task);

    /// <summary>The handler is done: the sender gets an answer without a value, if it asked for one and has none yet.</summary>
    public Task? Done() => _call.Done();

    /// <summary>The handler has started: when it is done, the sender gets an answer without a value.</summary>
    public Task? Done(Task? task) => _call.Done(task);

    /// <inheritdoc cref="Done(Task)"/>
    public Task? Done(ValueTask task) => _call.Done(task);

    /// <summary>Begins a stream: its token is for the handler that makes the items.</summary>
    /// <exception cref="EventRefusedException">The sender asked for no answer, and so would not know the stream.</exception>
    public readonly EventStream OpenStream() => EventStream.Open(Event);

    /// <summary>The handler has made the items: the answer is the stream that sends them.</summary>
    /// <exception cref="EventRefusedException">The sender has as many streams as it may.</exception>
    public Task? Stream<T>(EventStream stream, IAsyncEnumerable<T> items)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(items);
        stream.Register();
        stream.Start(items, _call.Detach());
        return null;
    }

    /// <summary>The same behind filters, which may have put something else in the place of the items: that is the answer then.</summary>
    public Task? Stream<T>(EventStream stream, ValueTask<object?> filtered)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.StartFilteredAsync<T>(filtered, _call.Detach());
    }

    /// <summary>Disposes of something when the handler is done.</summary>
    /// <param name="owned">An <see cref="IDisposable"/> or <see cref="IAsyncDisposable"/>.</param>
    public void Own(object owned) => _call.Own(owned);

    /// <summary>Sees the call of a listener as one for generated code.</summary>
    internal static ref EventCall From(ref ListenerCall call) => ref Unsafe.As<ListenerCall, EventCall>(ref call);
}
