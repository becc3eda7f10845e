using Sockeye.Sockets.Listeners;

namespace Sockeye;

/// <summary>
/// Adds listeners for the events of a client. A listener gets the arguments decoded to the types of its parameters. Some parameters are not
/// arguments of the event: <see cref="Socket"/>, <see cref="IncomingEvent"/>, <see cref="Acknowledgement"/>, a
/// <see cref="CancellationToken"/> that is cancelled when the socket disconnects, and services. A parameter is a service if it has an
/// attribute for that, or if its type is registered. The result of a listener is the answer, if the client asked for one.
/// </summary>
/// <remarks>
/// If a listener takes services, each event has its own scope, which ends when the listener has ended. If an argument is missing or null
/// and the parameter is not nullable, the event is refused: the listener is not called, and the client gets an error that names the
/// parameter. If the code was compiled without nullable annotations, the parameter gets the default of its type instead.
/// <para>
/// Listeners of one socket start in the order in which events arrive. After their first <see langword="await"/> they may overlap, unless
/// <see cref="SocketIOOptions.SerializeHandlers"/> is set. An exception of a listener is logged and counted. If the client asked for an
/// answer and has none yet, it gets <c>{"error":{"message":"Internal server error"}}</c>, or the message of an
/// <see cref="EventRefusedException"/>. If an argument does not fit the type of its parameter, the client gets an error in the same way. If
/// it asked for no answer, the event is dropped, and a warning is logged from time to time.
/// </para>
/// </remarks>
public abstract partial class EventReceiver : SocketEmitter
{
    private protected EventReceiver()
    {
    }

    private protected abstract Socket Add(string eventName, EventListener listener);

    /// <summary>Adds a listener for an event without arguments.</summary>
    public Socket On(string eventName, Action handler) =>
        Register(eventName, handler, EventListeners.Of(handler, false));

    /// <summary>Adds a listener for an event without arguments.</summary>
    public Socket On(string eventName, Func<Task> handler) =>
        Register(eventName, handler, EventListeners.Of<Task?, Outcomes.Running>(handler, false));

    /// <summary>Adds a listener for an event without arguments. It answers by the acknowledgement.</summary>
    public Socket On(string eventName, Action<Acknowledgement> handler) =>
        Register(eventName, handler, EventListeners.Of<Acknowledgement>(handler, false));

    /// <summary>Adds a listener for an event without arguments. It answers by the acknowledgement.</summary>
    public Socket On(string eventName, Func<Acknowledgement, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<Acknowledgement, Task?, Outcomes.Running>(handler, false));

    /// <summary>Adds a listener for an event with one argument.</summary>
    public Socket On<T1>(string eventName, Action<T1> handler) =>
        Register(eventName, handler, EventListeners.Of<T1>(handler, false));

    /// <summary>Adds a listener for an event with one argument.</summary>
    public Socket On<T1>(string eventName, Func<T1, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, Task?, Outcomes.Running>(handler, false));

    /// <summary>Adds a listener for an event with one argument. It answers by the acknowledgement.</summary>
    public Socket On<T1>(string eventName, Action<T1, Acknowledgement> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, Acknowledgement>(handler, false));

    /// <summary>Adds a listener for an event with one argument. It answers by the acknowledgement.</summary>
    public Socket On<T1>(string eventName, Func<T1, Acknowledgement, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, Acknowledgement, Task?, Outcomes.Running>(handler, false));

    /// <summary>Adds a listener for an event with two arguments.</summary>
    public Socket On<T1, T2>(string eventName, Action<T1, T2> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2>(handler, false));

    /// <summary>Adds a listener for an event with two arguments.</summary>
    public Socket On<T1, T2>(string eventName, Func<T1, T2, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, Task?, Outcomes.Running>(handler, false));

    /// <summary>Adds a listener for an event with two arguments. It answers by the acknowledgement.</summary>
    public Socket On<T1, T2>(string eventName, Action<T1, T2, Acknowledgement> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, Acknowledgement>(handler, false));

    /// <summary>Adds a listener for an event with two arguments. It answers by the acknowledgement.</summary>
    public Socket On<T1, T2>(string eventName, Func<T1, T2, Acknowledgement, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, Acknowledgement, Task?, Outcomes.Running>(handler, false));

    /// <summary>Adds a listener for an event with three arguments.</summary>
    public Socket On<T1, T2, T3>(string eventName, Action<T1, T2, T3> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3>(handler, false));

    /// <summary>Adds a listener for an event with three arguments.</summary>
    public Socket On<T1, T2, T3>(string eventName, Func<T1, T2, T3, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, Task?, Outcomes.Running>(handler, false));

    /// <summary>Adds a listener for an event with three arguments. It answers by the acknowledgement.</summary>
    public Socket On<T1, T2, T3>(string eventName, Action<T1, T2, T3, Acknowledgement> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, Acknowledgement>(handler, false));

    /// <summary>Adds a listener for an event with three arguments. It answers by the acknowledgement.</summary>
    public Socket On<T1, T2, T3>(string eventName, Func<T1, T2, T3, Acknowledgement, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, Acknowledgement, Task?, Outcomes.Running>(handler, false));

    /// <summary>Adds a listener for an event with four arguments.</summary>
    public Socket On<T1, T2, T3, T4>(string eventName, Action<T1, T2, T3, T4> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, T4>(handler, false));

    /// <summary>Adds a listener for an event with four arguments.</summary>
    public Socket On<T1, T2, T3, T4>(string eventName, Func<T1, T2, T3, T4, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, T4, Task?, Outcomes.Running>(handler, false));

    /// <summary>Adds a listener for an event with four arguments. It answers by the acknowledgement.</summary>
    public Socket On<T1, T2, T3, T4>(string eventName, Action<T1, T2, T3, T4, Acknowledgement> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, T4, Acknowledgement>(handler, false));

    /// <summary>Adds a listener for an event with four arguments. It answers by the acknowledgement.</summary>
    public Socket On<T1, T2, T3, T4>(string eventName, Func<T1, T2, T3, T4, Acknowledgement, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, T4, Acknowledgement, Task?, Outcomes.Running>(handler, false));

    /// <summary>Adds a listener that gets an event before its arguments are decoded.</summary>
    public Socket On(string eventName, Action<IncomingEvent> handler) =>
        Register(eventName, handler, EventListeners.Of<IncomingEvent>(handler, false));

    /// <summary>Adds a listener that gets an event before its arguments are decoded.</summary>
    public Socket On(string eventName, Func<IncomingEvent, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<IncomingEvent, Task?, Outcomes.Running>(handler, false));

    /// <summary>Adds a listener that is called once, for an event without arguments.</summary>
    public Socket Once(string eventName, Action handler) =>
        Register(eventName, handler, EventListeners.Of(handler, true));

    /// <summary>Adds a listener that is called once, for an event without arguments.</summary>
    public Socket Once(string eventName, Func<Task> handler) =>
        Register(eventName, handler, EventListeners.Of<Task?, Outcomes.Running>(handler, true));

    /// <summary>Adds a listener that is called once, for an event without arguments. It answers by the acknowledgement.</summary>
    public Socket Once(string eventName, Action<Acknowledgement> handler) =>
        Register(eventName, handler, EventListeners.Of<Acknowledgement>(handler, true));

    /// <summary>Adds a listener that is called once, for an event without arguments. It answers by the acknowledgement.</summary>
    public Socket Once(string eventName, Func<Acknowledgement, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<Acknowledgement, Task?, Outcomes.Running>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with one argument.</summary>
    public Socket Once<T1>(string eventName, Action<T1> handler) =>
        Register(eventName, handler, EventListeners.Of<T1>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with one argument.</summary>
    public Socket Once<T1>(string eventName, Func<T1, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, Task?, Outcomes.Running>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with one argument. It answers by the acknowledgement.</summary>
    public Socket Once<T1>(string eventName, Action<T1, Acknowledgement> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, Acknowledgement>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with one argument. It answers by the acknowledgement.</summary>
    public Socket Once<T1>(string eventName, Func<T1, Acknowledgement, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, Acknowledgement, Task?, Outcomes.Running>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with two arguments.</summary>
    public Socket Once<T1, T2>(string eventName, Action<T1, T2> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with two arguments.</summary>
    public Socket Once<T1, T2>(string eventName, Func<T1, T2, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, Task?, Outcomes.Running>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with two arguments. It answers by the acknowledgement.</summary>
    public Socket Once<T1, T2>(string eventName, Action<T1, T2, Acknowledgement> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, Acknowledgement>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with two arguments. It answers by the acknowledgement.</summary>
    public Socket Once<T1, T2>(string eventName, Func<T1, T2, Acknowledgement, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, Acknowledgement, Task?, Outcomes.Running>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with three arguments.</summary>
    public Socket Once<T1, T2, T3>(string eventName, Action<T1, T2, T3> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with three arguments.</summary>
    public Socket Once<T1, T2, T3>(string eventName, Func<T1, T2, T3, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, Task?, Outcomes.Running>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with three arguments. It answers by the acknowledgement.</summary>
    public Socket Once<T1, T2, T3>(string eventName, Action<T1, T2, T3, Acknowledgement> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, Acknowledgement>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with three arguments. It answers by the acknowledgement.</summary>
    public Socket Once<T1, T2, T3>(string eventName, Func<T1, T2, T3, Acknowledgement, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, Acknowledgement, Task?, Outcomes.Running>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with four arguments.</summary>
    public Socket Once<T1, T2, T3, T4>(string eventName, Action<T1, T2, T3, T4> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, T4>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with four arguments.</summary>
    public Socket Once<T1, T2, T3, T4>(string eventName, Func<T1, T2, T3, T4, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, T4, Task?, Outcomes.Running>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with four arguments. It answers by the acknowledgement.</summary>
    public Socket Once<T1, T2, T3, T4>(string eventName, Action<T1, T2, T3, T4, Acknowledgement> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, T4, Acknowledgement>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with four arguments. It answers by the acknowledgement.</summary>
    public Socket Once<T1, T2, T3, T4>(string eventName, Func<T1, T2, T3, T4, Acknowledgement, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, T4, Acknowledgement, Task?, Outcomes.Running>(handler, true));

    /// <summary>Adds a listener that is called once, with an event before its arguments are decoded.</summary>
    public Socket Once(string eventName, Action<IncomingEvent> handler) =>
        Register(eventName, handler, EventListeners.Of<IncomingEvent>(handler, true));

    /// <summary>Adds a listener that is called once, with an event before its arguments are decoded.</summary>
    public Socket Once(string eventName, Func<IncomingEvent, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<IncomingEvent, Task?, Outcomes.Running>(handler, true));

    private Socket Register(string eventName, Delegate handler, EventListener listener)
    {
        ArgumentNullException.ThrowIfNull(eventName);
        ArgumentNullException.ThrowIfNull(handler);
        return Add(eventName, listener);
    }
}
