using Sockeye.Sockets.Listeners;

namespace Sockeye;

/// <summary>
/// What a client's events are listened to with. A listener gets the arguments decoded to the types of its parameters. Parameters of the types <see cref="Socket"/>, <see cref="IncomingEvent"/>,
/// <see cref="Acknowledgement"/> and <see cref="CancellationToken"/>, which ends with the socket, are no arguments, and neither are services: those with an attribute that says so, and those whose type is registered.
/// What a listener returns is the answer, if the client asked for one.
/// </summary>
/// <remarks>
/// A listener that takes services has a scope of its own for each event, which ends when the listener is done. An argument that is missing, or null, for a parameter that cannot be null is a refusal: the listener is not
/// called, and the client gets an error that names the parameter. Where the code says nothing of nullability it is the default of its type.
/// <para>
/// Listeners of one socket are started in the order of arrival; what they do after their first <see langword="await"/> may overlap, unless
/// <see cref="SocketIOOptions.SerializeHandlers"/> is set. A listener that throws is logged and counted;
/// if the client asked for an answer and has none, it gets <c>{"error":{"message":"Internal server error"}}</c> at once, or what an <see cref="EventRefusedException"/> says.
/// An argument that is not of the parameter's type is answered likewise; if no answer was asked for, the event is dropped, with a warning in the log now and then.
/// </para>
/// </remarks>
public abstract partial class EventReceiver : SocketEmitter
{
    private protected EventReceiver()
    {
    }

    private protected abstract Socket Add(string eventName, EventListener listener);

    /// <summary>Listens to an event, with no argument.</summary>
    public Socket On(string eventName, Action handler) =>
        Register(eventName, handler, EventListeners.Of(handler, false));

    /// <summary>Listens to an event, with no argument.</summary>
    public Socket On(string eventName, Func<Task> handler) =>
        Register(eventName, handler, EventListeners.Of<Task?, Outcomes.Running>(handler, false));

    /// <summary>Listens to an event, with no argument and the acknowledgement.</summary>
    public Socket On(string eventName, Action<Acknowledgement> handler) =>
        Register(eventName, handler, EventListeners.Of<Acknowledgement>(handler, false));

    /// <summary>Listens to an event, with no argument and the acknowledgement.</summary>
    public Socket On(string eventName, Func<Acknowledgement, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<Acknowledgement, Task?, Outcomes.Running>(handler, false));

    /// <summary>Listens to an event, with one argument.</summary>
    public Socket On<T1>(string eventName, Action<T1> handler) =>
        Register(eventName, handler, EventListeners.Of<T1>(handler, false));

    /// <summary>Listens to an event, with one argument.</summary>
    public Socket On<T1>(string eventName, Func<T1, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, Task?, Outcomes.Running>(handler, false));

    /// <summary>Listens to an event, with one argument and the acknowledgement.</summary>
    public Socket On<T1>(string eventName, Action<T1, Acknowledgement> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, Acknowledgement>(handler, false));

    /// <summary>Listens to an event, with one argument and the acknowledgement.</summary>
    public Socket On<T1>(string eventName, Func<T1, Acknowledgement, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, Acknowledgement, Task?, Outcomes.Running>(handler, false));

    /// <summary>Listens to an event, with two arguments.</summary>
    public Socket On<T1, T2>(string eventName, Action<T1, T2> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2>(handler, false));

    /// <summary>Listens to an event, with two arguments.</summary>
    public Socket On<T1, T2>(string eventName, Func<T1, T2, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, Task?, Outcomes.Running>(handler, false));

    /// <summary>Listens to an event, with two arguments and the acknowledgement.</summary>
    public Socket On<T1, T2>(string eventName, Action<T1, T2, Acknowledgement> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, Acknowledgement>(handler, false));

    /// <summary>Listens to an event, with two arguments and the acknowledgement.</summary>
    public Socket On<T1, T2>(string eventName, Func<T1, T2, Acknowledgement, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, Acknowledgement, Task?, Outcomes.Running>(handler, false));

    /// <summary>Listens to an event, with three arguments.</summary>
    public Socket On<T1, T2, T3>(string eventName, Action<T1, T2, T3> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3>(handler, false));

    /// <summary>Listens to an event, with three arguments.</summary>
    public Socket On<T1, T2, T3>(string eventName, Func<T1, T2, T3, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, Task?, Outcomes.Running>(handler, false));

    /// <summary>Listens to an event, with three arguments and the acknowledgement.</summary>
    public Socket On<T1, T2, T3>(string eventName, Action<T1, T2, T3, Acknowledgement> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, Acknowledgement>(handler, false));

    /// <summary>Listens to an event, with three arguments and the acknowledgement.</summary>
    public Socket On<T1, T2, T3>(string eventName, Func<T1, T2, T3, Acknowledgement, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, Acknowledgement, Task?, Outcomes.Running>(handler, false));

    /// <summary>Listens to an event, with four arguments.</summary>
    public Socket On<T1, T2, T3, T4>(string eventName, Action<T1, T2, T3, T4> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, T4>(handler, false));

    /// <summary>Listens to an event, with four arguments.</summary>
    public Socket On<T1, T2, T3, T4>(string eventName, Func<T1, T2, T3, T4, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, T4, Task?, Outcomes.Running>(handler, false));

    /// <summary>Listens to an event, with four arguments and the acknowledgement.</summary>
    public Socket On<T1, T2, T3, T4>(string eventName, Action<T1, T2, T3, T4, Acknowledgement> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, T4, Acknowledgement>(handler, false));

    /// <summary>Listens to an event, with four arguments and the acknowledgement.</summary>
    public Socket On<T1, T2, T3, T4>(string eventName, Func<T1, T2, T3, T4, Acknowledgement, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, T4, Acknowledgement, Task?, Outcomes.Running>(handler, false));

    /// <summary>Listens to an event, undecoded.</summary>
    public Socket On(string eventName, Action<IncomingEvent> handler) =>
        Register(eventName, handler, EventListeners.Of<IncomingEvent>(handler, false));

    /// <summary>Listens to an event, undecoded.</summary>
    public Socket On(string eventName, Func<IncomingEvent, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<IncomingEvent, Task?, Outcomes.Running>(handler, false));

    /// <summary>Listens to an event once, with no argument.</summary>
    public Socket Once(string eventName, Action handler) =>
        Register(eventName, handler, EventListeners.Of(handler, true));

    /// <summary>Listens to an event once, with no argument.</summary>
    public Socket Once(string eventName, Func<Task> handler) =>
        Register(eventName, handler, EventListeners.Of<Task?, Outcomes.Running>(handler, true));

    /// <summary>Listens to an event once, with no argument and the acknowledgement.</summary>
    public Socket Once(string eventName, Action<Acknowledgement> handler) =>
        Register(eventName, handler, EventListeners.Of<Acknowledgement>(handler, true));

    /// <summary>Listens to an event once, with no argument and the acknowledgement.</summary>
    public Socket Once(string eventName, Func<Acknowledgement, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<Acknowledgement, Task?, Outcomes.Running>(handler, true));

    /// <summary>Listens to an event once, with one argument.</summary>
    public Socket Once<T1>(string eventName, Action<T1> handler) =>
        Register(eventName, handler, EventListeners.Of<T1>(handler, true));

    /// <summary>Listens to an event once, with one argument.</summary>
    public Socket Once<T1>(string eventName, Func<T1, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, Task?, Outcomes.Running>(handler, true));

    /// <summary>Listens to an event once, with one argument and the acknowledgement.</summary>
    public Socket Once<T1>(string eventName, Action<T1, Acknowledgement> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, Acknowledgement>(handler, true));

    /// <summary>Listens to an event once, with one argument and the acknowledgement.</summary>
    public Socket Once<T1>(string eventName, Func<T1, Acknowledgement, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, Acknowledgement, Task?, Outcomes.Running>(handler, true));

    /// <summary>Listens to an event once, with two arguments.</summary>
    public Socket Once<T1, T2>(string eventName, Action<T1, T2> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2>(handler, true));

    /// <summary>Listens to an event once, with two arguments.</summary>
    public Socket Once<T1, T2>(string eventName, Func<T1, T2, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, Task?, Outcomes.Running>(handler, true));

    /// <summary>Listens to an event once, with two arguments and the acknowledgement.</summary>
    public Socket Once<T1, T2>(string eventName, Action<T1, T2, Acknowledgement> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, Acknowledgement>(handler, true));

    /// <summary>Listens to an event once, with two arguments and the acknowledgement.</summary>
    public Socket Once<T1, T2>(string eventName, Func<T1, T2, Acknowledgement, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, Acknowledgement, Task?, Outcomes.Running>(handler, true));

    /// <summary>Listens to an event once, with three arguments.</summary>
    public Socket Once<T1, T2, T3>(string eventName, Action<T1, T2, T3> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3>(handler, true));

    /// <summary>Listens to an event once, with three arguments.</summary>
    public Socket Once<T1, T2, T3>(string eventName, Func<T1, T2, T3, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, Task?, Outcomes.Running>(handler, true));

    /// <summary>Listens to an event once, with three arguments and the acknowledgement.</summary>
    public Socket Once<T1, T2, T3>(string eventName, Action<T1, T2, T3, Acknowledgement> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, Acknowledgement>(handler, true));

    /// <summary>Listens to an event once, with three arguments and the acknowledgement.</summary>
    public Socket Once<T1, T2, T3>(string eventName, Func<T1, T2, T3, Acknowledgement, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, Acknowledgement, Task?, Outcomes.Running>(handler, true));

    /// <summary>Listens to an event once, with four arguments.</summary>
    public Socket Once<T1, T2, T3, T4>(string eventName, Action<T1, T2, T3, T4> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, T4>(handler, true));

    /// <summary>Listens to an event once, with four arguments.</summary>
    public Socket Once<T1, T2, T3, T4>(string eventName, Func<T1, T2, T3, T4, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, T4, Task?, Outcomes.Running>(handler, true));

    /// <summary>Listens to an event once, with four arguments and the acknowledgement.</summary>
    public Socket Once<T1, T2, T3, T4>(string eventName, Action<T1, T2, T3, T4, Acknowledgement> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, T4, Acknowledgement>(handler, true));

    /// <summary>Listens to an event once, with four arguments and the acknowledgement.</summary>
    public Socket Once<T1, T2, T3, T4>(string eventName, Func<T1, T2, T3, T4, Acknowledgement, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, T4, Acknowledgement, Task?, Outcomes.Running>(handler, true));

    /// <summary>Listens to an event once, undecoded.</summary>
    public Socket Once(string eventName, Action<IncomingEvent> handler) =>
        Register(eventName, handler, EventListeners.Of<IncomingEvent>(handler, true));

    /// <summary>Listens to an event once, undecoded.</summary>
    public Socket Once(string eventName, Func<IncomingEvent, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<IncomingEvent, Task?, Outcomes.Running>(handler, true));

    private Socket Register(string eventName, Delegate handler, EventListener listener)
    {
        ArgumentNullException.ThrowIfNull(eventName);
        ArgumentNullException.ThrowIfNull(handler);
        return Add(eventName, listener);
    }
}
