using System.Runtime.CompilerServices;
using Sockeye.Client.Contracts;
using Sockeye.Sockets.Listeners;

namespace Sockeye.Client;

/// <summary>
/// Adds listeners for the events of the server. A listener gets the arguments decoded to the types of its parameters. Some parameters are
/// not arguments of the event: <see cref="ClientSocket"/>, <see cref="ReceivedEvent"/>, <see cref="Acknowledgement"/>, a
/// <see cref="CancellationToken"/> that is cancelled when the socket disconnects, and services
/// (<see cref="SocketIOClientOptions.Services"/>). The result of a listener is the answer, if the server asked for one. Dispose of the
/// returned object to remove the listener.
/// </summary>
/// <remarks>
/// Listeners of one socket start one after the other, in the order in which events arrive. They run on the thread pool, or in the context
/// that the options set, and never on the thread that reads. After their first <see langword="await"/> they may overlap, unless
/// <see cref="SocketIOClientOptions.SerializeHandlers"/> is set. An exception of a listener is logged and counted, and the socket
/// continues. If an argument is missing or null and the parameter is not nullable, the listener is not called. In both cases the server
/// gets an error, if it asked for an answer and has none.
/// </remarks>
public abstract partial class ClientReceiver : ClientEmitter
{
    private protected ClientReceiver()
    {
    }

    /// <summary>
    /// Handles all events of a contract with an implementation, and answers with the results of its methods. The source generator of the
    /// package writes the listeners. If the arguments of an event do not fit its method, the event is logged and not delivered.
    /// </summary>
    /// <typeparam name="T">
    /// The interface, whose methods are the events that the server sends. Write the interface itself here, neither a type parameter nor the
    /// class that implements it.
    /// </typeparam>
    /// <param name="implementation">The object whose methods are called.</param>
    /// <returns>Dispose of it to remove all these listeners.</returns>
    /// <exception cref="InvalidOperationException">There is no generated code for the type. The message says what to do.</exception>
    public IDisposable Listen<T>(T implementation)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(implementation);
        return ServerContract.Listen(this, implementation);
    }

    /// <summary>Adds a listener for an event without arguments.</summary>
    public IDisposable On(string eventName, Action handler) => Add(eventName, handler, EventListeners.Of(handler, false));

    /// <summary>Adds a listener for an event without arguments.</summary>
    public IDisposable On(string eventName, Func<Task> handler) => Add(eventName, handler, EventListeners.Of<Task?, Outcomes.Running>(handler, false));

    /// <summary>Adds a listener for an event without arguments.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable On(string eventName, Func<ValueTask> handler) => Add(eventName, handler, EventListeners.Of<ValueTask, Outcomes.ValueRunning>(handler, false));

    /// <summary>Adds a listener for an event without arguments. It answers by the acknowledgement.</summary>
    public IDisposable On(string eventName, Action<Acknowledgement> handler) => Add(eventName, handler, EventListeners.Of<Acknowledgement>(handler, false));

    /// <summary>Adds a listener for an event without arguments. It answers by the acknowledgement.</summary>
    public IDisposable On(string eventName, Func<Acknowledgement, Task> handler) => Add(eventName, handler, EventListeners.Of<Acknowledgement, Task?, Outcomes.Running>(handler, false));

    /// <summary>Adds a listener for an event without arguments. It answers by the acknowledgement.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable On(string eventName, Func<Acknowledgement, ValueTask> handler) => Add(eventName, handler, EventListeners.Of<Acknowledgement, ValueTask, Outcomes.ValueRunning>(handler, false));

    /// <summary>Adds a listener for an event with one argument.</summary>
    public IDisposable On<T1>(string eventName, Action<T1> handler) => Add(eventName, handler, EventListeners.Of<T1>(handler, false));

    /// <summary>Adds a listener for an event with one argument.</summary>
    public IDisposable On<T1>(string eventName, Func<T1, Task> handler) => Add(eventName, handler, EventListeners.Of<T1, Task?, Outcomes.Running>(handler, false));

    /// <summary>Adds a listener for an event with one argument.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable On<T1>(string eventName, Func<T1, ValueTask> handler) => Add(eventName, handler, EventListeners.Of<T1, ValueTask, Outcomes.ValueRunning>(handler, false));

    /// <summary>Adds a listener for an event with one argument. It answers by the acknowledgement.</summary>
    public IDisposable On<T1>(string eventName, Action<T1, Acknowledgement> handler) => Add(eventName, handler, EventListeners.Of<T1, Acknowledgement>(handler, false));

    /// <summary>Adds a listener for an event with one argument. It answers by the acknowledgement.</summary>
    public IDisposable On<T1>(string eventName, Func<T1, Acknowledgement, Task> handler) => Add(eventName, handler, EventListeners.Of<T1, Acknowledgement, Task?, Outcomes.Running>(handler, false));

    /// <summary>Adds a listener for an event with one argument. It answers by the acknowledgement.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable On<T1>(string eventName, Func<T1, Acknowledgement, ValueTask> handler) => Add(eventName, handler, EventListeners.Of<T1, Acknowledgement, ValueTask, Outcomes.ValueRunning>(handler, false));

    /// <summary>Adds a listener for an event with two arguments.</summary>
    public IDisposable On<T1, T2>(string eventName, Action<T1, T2> handler) => Add(eventName, handler, EventListeners.Of<T1, T2>(handler, false));

    /// <summary>Adds a listener for an event with two arguments.</summary>
    public IDisposable On<T1, T2>(string eventName, Func<T1, T2, Task> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, Task?, Outcomes.Running>(handler, false));

    /// <summary>Adds a listener for an event with two arguments.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable On<T1, T2>(string eventName, Func<T1, T2, ValueTask> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, ValueTask, Outcomes.ValueRunning>(handler, false));

    /// <summary>Adds a listener for an event with two arguments. It answers by the acknowledgement.</summary>
    public IDisposable On<T1, T2>(string eventName, Action<T1, T2, Acknowledgement> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, Acknowledgement>(handler, false));

    /// <summary>Adds a listener for an event with two arguments. It answers by the acknowledgement.</summary>
    public IDisposable On<T1, T2>(string eventName, Func<T1, T2, Acknowledgement, Task> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, Acknowledgement, Task?, Outcomes.Running>(handler, false));

    /// <summary>Adds a listener for an event with two arguments. It answers by the acknowledgement.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable On<T1, T2>(string eventName, Func<T1, T2, Acknowledgement, ValueTask> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, Acknowledgement, ValueTask, Outcomes.ValueRunning>(handler, false));

    /// <summary>Adds a listener for an event with three arguments.</summary>
    public IDisposable On<T1, T2, T3>(string eventName, Action<T1, T2, T3> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3>(handler, false));

    /// <summary>Adds a listener for an event with three arguments.</summary>
    public IDisposable On<T1, T2, T3>(string eventName, Func<T1, T2, T3, Task> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, Task?, Outcomes.Running>(handler, false));

    /// <summary>Adds a listener for an event with three arguments.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable On<T1, T2, T3>(string eventName, Func<T1, T2, T3, ValueTask> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, ValueTask, Outcomes.ValueRunning>(handler, false));

    /// <summary>Adds a listener for an event with three arguments. It answers by the acknowledgement.</summary>
    public IDisposable On<T1, T2, T3>(string eventName, Action<T1, T2, T3, Acknowledgement> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, Acknowledgement>(handler, false));

    /// <summary>Adds a listener for an event with three arguments. It answers by the acknowledgement.</summary>
    public IDisposable On<T1, T2, T3>(string eventName, Func<T1, T2, T3, Acknowledgement, Task> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, Acknowledgement, Task?, Outcomes.Running>(handler, false));

    /// <summary>Adds a listener for an event with three arguments. It answers by the acknowledgement.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable On<T1, T2, T3>(string eventName, Func<T1, T2, T3, Acknowledgement, ValueTask> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, Acknowledgement, ValueTask, Outcomes.ValueRunning>(handler, false));

    /// <summary>Adds a listener for an event with four arguments.</summary>
    public IDisposable On<T1, T2, T3, T4>(string eventName, Action<T1, T2, T3, T4> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4>(handler, false));

    /// <summary>Adds a listener for an event with four arguments.</summary>
    public IDisposable On<T1, T2, T3, T4>(string eventName, Func<T1, T2, T3, T4, Task> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, Task?, Outcomes.Running>(handler, false));

    /// <summary>Adds a listener for an event with four arguments.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable On<T1, T2, T3, T4>(string eventName, Func<T1, T2, T3, T4, ValueTask> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, ValueTask, Outcomes.ValueRunning>(handler, false));

    /// <summary>Adds a listener for an event with four arguments. It answers by the acknowledgement.</summary>
    public IDisposable On<T1, T2, T3, T4>(string eventName, Action<T1, T2, T3, T4, Acknowledgement> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, Acknowledgement>(handler, false));

    /// <summary>Adds a listener for an event with four arguments. It answers by the acknowledgement.</summary>
    public IDisposable On<T1, T2, T3, T4>(string eventName, Func<T1, T2, T3, T4, Acknowledgement, Task> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, Acknowledgement, Task?, Outcomes.Running>(handler, false));

    /// <summary>Adds a listener for an event with four arguments. It answers by the acknowledgement.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable On<T1, T2, T3, T4>(string eventName, Func<T1, T2, T3, T4, Acknowledgement, ValueTask> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, Acknowledgement, ValueTask, Outcomes.ValueRunning>(handler, false));

    /// <summary>Adds a listener that gets an event before its arguments are decoded.</summary>
    public IDisposable On(string eventName, Action<ReceivedEvent> handler) => Add(eventName, handler, EventListeners.Of<ReceivedEvent>(handler, false));

    /// <summary>Adds a listener that gets an event before its arguments are decoded.</summary>
    public IDisposable On(string eventName, Func<ReceivedEvent, Task> handler) => Add(eventName, handler, EventListeners.Of<ReceivedEvent, Task?, Outcomes.Running>(handler, false));

    /// <summary>Adds a listener that gets an event before its arguments are decoded.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable On(string eventName, Func<ReceivedEvent, ValueTask> handler) => Add(eventName, handler, EventListeners.Of<ReceivedEvent, ValueTask, Outcomes.ValueRunning>(handler, false));

    internal IDisposable Add(string eventName, EventListener listener) => Register(eventName, listener);

    private protected abstract IDisposable Register(string eventName, EventListener listener);

    private IDisposable Add(string eventName, Delegate handler, EventListener listener)
    {
        ArgumentNullException.ThrowIfNull(eventName);
        ArgumentNullException.ThrowIfNull(handler);
        return Register(eventName, listener);
    }
}
