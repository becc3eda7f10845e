using System.Runtime.CompilerServices;
using Sockeye.Client.Contracts;
using Sockeye.Sockets.Listeners;

namespace Sockeye.Client;

/// <summary>
/// What the server's events are listened to with. A listener gets the arguments decoded to the types of its parameters. Parameters of the types <see cref="ClientSocket"/>, <see cref="ReceivedEvent"/>,
/// <see cref="Acknowledgement"/> and <see cref="CancellationToken"/>, which ends when the socket is disconnected, are no arguments, and neither are services (<see cref="SocketIOClientOptions.Services"/>).
/// What a listener returns is the answer, if the server asked for one. Dispose what you get back, and the listener is gone.
/// </summary>
/// <remarks>
/// Listeners of one socket are started in the order of arrival, one after the other, on the thread pool or where the options say; never on the thread that reads. What they do after their first
/// <see langword="await"/> may overlap, unless <see cref="SocketIOClientOptions.SerializeHandlers"/> is set. A listener that throws is logged and counted; the socket goes on.
/// An argument that is missing, or null, for a parameter that cannot be null is one that does not fit: the listener is not called. After both the server gets an error, if it asked for an answer and has none.
/// </remarks>
public abstract partial class ClientReceiver : ClientEmitter
{
    private protected ClientReceiver()
    {
    }

    /// <summary>
    /// Listens to all events of a contract: calls the methods of an implementation, and answers with what they return. The source generator of the package writes the listeners.
    /// An event whose arguments are not those of its method is not delivered, and logged.
    /// </summary>
    /// <typeparam name="T">The interface, whose methods are the events that the server sends. Write it itself here, not a type parameter and not the class that implements it.</typeparam>
    /// <param name="implementation">What is called.</param>
    /// <returns>Dispose it, and all these listeners are gone.</returns>
    /// <exception cref="InvalidOperationException">Nothing was generated for the type; the message says what to do.</exception>
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
