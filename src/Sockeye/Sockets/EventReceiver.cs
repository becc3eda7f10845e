using Sockeye.Sockets.Listeners;

namespace Sockeye;

/// <summary>
/// What a client's events are listened to with. A listener gets as many arguments as it has parameters, decoded to their types; a missing argument is
/// the default of its type. A last parameter of type <see cref="Acknowledgement"/> answers the event.
/// </summary>
/// <remarks>
/// Listeners of one socket are started in the order of arrival; what they do after their first <see langword="await"/> may overlap, unless
/// <see cref="SocketIOOptions.SerializeHandlers"/> is set. A listener that throws is logged, and nothing else happens.
/// An argument that is not of the parameter's type is logged, and where the client asked for an answer it gets <c>{"error":{"message":"..."}}</c>.
/// </remarks>
public abstract partial class EventReceiver : SocketEmitter
{
    private protected EventReceiver()
    {
    }

    private protected abstract Socket Add(string eventName, EventListener listener);

    /// <summary>Listens to an event, with no argument.</summary>
    public Socket On(string eventName, Action handler) =>
        Register(eventName, handler, EventListeners.Of(() =>
        {
            handler();
            return null;
        }, handler, false));

    /// <summary>Listens to an event, with no argument.</summary>
    public Socket On(string eventName, Func<Task> handler) =>
        Register(eventName, handler, EventListeners.Of(handler, handler, false));

    /// <summary>Listens to an event, with no argument and the acknowledgement.</summary>
    public Socket On(string eventName, Action<Acknowledgement> handler) =>
        Register(eventName, handler, EventListeners.Of<Acknowledgement>((acknowledgement) =>
        {
            handler(acknowledgement);
            return null;
        }, handler, false));

    /// <summary>Listens to an event, with no argument and the acknowledgement.</summary>
    public Socket On(string eventName, Func<Acknowledgement, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<Acknowledgement>(handler, handler, false));

    /// <summary>Listens to an event, with one argument.</summary>
    public Socket On<T1>(string eventName, Action<T1> handler) =>
        Register(eventName, handler, EventListeners.Of<T1>((arg1) =>
        {
            handler(arg1);
            return null;
        }, handler, false));

    /// <summary>Listens to an event, with one argument.</summary>
    public Socket On<T1>(string eventName, Func<T1, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1>(handler, handler, false));

    /// <summary>Listens to an event, with one argument and the acknowledgement.</summary>
    public Socket On<T1>(string eventName, Action<T1, Acknowledgement> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, Acknowledgement>((arg1, acknowledgement) =>
        {
            handler(arg1, acknowledgement);
            return null;
        }, handler, false));

    /// <summary>Listens to an event, with one argument and the acknowledgement.</summary>
    public Socket On<T1>(string eventName, Func<T1, Acknowledgement, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, Acknowledgement>(handler, handler, false));

    /// <summary>Listens to an event, with two arguments.</summary>
    public Socket On<T1, T2>(string eventName, Action<T1, T2> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2>((arg1, arg2) =>
        {
            handler(arg1, arg2);
            return null;
        }, handler, false));

    /// <summary>Listens to an event, with two arguments.</summary>
    public Socket On<T1, T2>(string eventName, Func<T1, T2, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2>(handler, handler, false));

    /// <summary>Listens to an event, with two arguments and the acknowledgement.</summary>
    public Socket On<T1, T2>(string eventName, Action<T1, T2, Acknowledgement> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, Acknowledgement>((arg1, arg2, acknowledgement) =>
        {
            handler(arg1, arg2, acknowledgement);
            return null;
        }, handler, false));

    /// <summary>Listens to an event, with two arguments and the acknowledgement.</summary>
    public Socket On<T1, T2>(string eventName, Func<T1, T2, Acknowledgement, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, Acknowledgement>(handler, handler, false));

    /// <summary>Listens to an event, with three arguments.</summary>
    public Socket On<T1, T2, T3>(string eventName, Action<T1, T2, T3> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3>((arg1, arg2, arg3) =>
        {
            handler(arg1, arg2, arg3);
            return null;
        }, handler, false));

    /// <summary>Listens to an event, with three arguments.</summary>
    public Socket On<T1, T2, T3>(string eventName, Func<T1, T2, T3, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3>(handler, handler, false));

    /// <summary>Listens to an event, with three arguments and the acknowledgement.</summary>
    public Socket On<T1, T2, T3>(string eventName, Action<T1, T2, T3, Acknowledgement> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, Acknowledgement>((arg1, arg2, arg3, acknowledgement) =>
        {
            handler(arg1, arg2, arg3, acknowledgement);
            return null;
        }, handler, false));

    /// <summary>Listens to an event, with three arguments and the acknowledgement.</summary>
    public Socket On<T1, T2, T3>(string eventName, Func<T1, T2, T3, Acknowledgement, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, Acknowledgement>(handler, handler, false));

    /// <summary>Listens to an event, with four arguments.</summary>
    public Socket On<T1, T2, T3, T4>(string eventName, Action<T1, T2, T3, T4> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, T4>((arg1, arg2, arg3, arg4) =>
        {
            handler(arg1, arg2, arg3, arg4);
            return null;
        }, handler, false));

    /// <summary>Listens to an event, with four arguments.</summary>
    public Socket On<T1, T2, T3, T4>(string eventName, Func<T1, T2, T3, T4, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, T4>(handler, handler, false));

    /// <summary>Listens to an event, with four arguments and the acknowledgement.</summary>
    public Socket On<T1, T2, T3, T4>(string eventName, Action<T1, T2, T3, T4, Acknowledgement> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, T4, Acknowledgement>((arg1, arg2, arg3, arg4, acknowledgement) =>
        {
            handler(arg1, arg2, arg3, arg4, acknowledgement);
            return null;
        }, handler, false));

    /// <summary>Listens to an event, with four arguments and the acknowledgement.</summary>
    public Socket On<T1, T2, T3, T4>(string eventName, Func<T1, T2, T3, T4, Acknowledgement, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, T4, Acknowledgement>(handler, handler, false));

    /// <summary>Listens to an event, undecoded.</summary>
    public Socket On(string eventName, Action<IncomingEvent> handler) =>
        Register(eventName, handler, EventListeners.Raw(e =>
        {
            handler(e);
            return null;
        }, handler, false));

    /// <summary>Listens to an event, undecoded.</summary>
    public Socket On(string eventName, Func<IncomingEvent, Task> handler) =>
        Register(eventName, handler, EventListeners.Raw(handler, handler, false));

    /// <summary>Listens to an event once, with no argument.</summary>
    public Socket Once(string eventName, Action handler) =>
        Register(eventName, handler, EventListeners.Of(() =>
        {
            handler();
            return null;
        }, handler, true));

    /// <summary>Listens to an event once, with no argument.</summary>
    public Socket Once(string eventName, Func<Task> handler) =>
        Register(eventName, handler, EventListeners.Of(handler, handler, true));

    /// <summary>Listens to an event once, with no argument and the acknowledgement.</summary>
    public Socket Once(string eventName, Action<Acknowledgement> handler) =>
        Register(eventName, handler, EventListeners.Of<Acknowledgement>((acknowledgement) =>
        {
            handler(acknowledgement);
            return null;
        }, handler, true));

    /// <summary>Listens to an event once, with no argument and the acknowledgement.</summary>
    public Socket Once(string eventName, Func<Acknowledgement, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<Acknowledgement>(handler, handler, true));

    /// <summary>Listens to an event once, with one argument.</summary>
    public Socket Once<T1>(string eventName, Action<T1> handler) =>
        Register(eventName, handler, EventListeners.Of<T1>((arg1) =>
        {
            handler(arg1);
            return null;
        }, handler, true));

    /// <summary>Listens to an event once, with one argument.</summary>
    public Socket Once<T1>(string eventName, Func<T1, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1>(handler, handler, true));

    /// <summary>Listens to an event once, with one argument and the acknowledgement.</summary>
    public Socket Once<T1>(string eventName, Action<T1, Acknowledgement> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, Acknowledgement>((arg1, acknowledgement) =>
        {
            handler(arg1, acknowledgement);
            return null;
        }, handler, true));

    /// <summary>Listens to an event once, with one argument and the acknowledgement.</summary>
    public Socket Once<T1>(string eventName, Func<T1, Acknowledgement, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, Acknowledgement>(handler, handler, true));

    /// <summary>Listens to an event once, with two arguments.</summary>
    public Socket Once<T1, T2>(string eventName, Action<T1, T2> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2>((arg1, arg2) =>
        {
            handler(arg1, arg2);
            return null;
        }, handler, true));

    /// <summary>Listens to an event once, with two arguments.</summary>
    public Socket Once<T1, T2>(string eventName, Func<T1, T2, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2>(handler, handler, true));

    /// <summary>Listens to an event once, with two arguments and the acknowledgement.</summary>
    public Socket Once<T1, T2>(string eventName, Action<T1, T2, Acknowledgement> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, Acknowledgement>((arg1, arg2, acknowledgement) =>
        {
            handler(arg1, arg2, acknowledgement);
            return null;
        }, handler, true));

    /// <summary>Listens to an event once, with two arguments and the acknowledgement.</summary>
    public Socket Once<T1, T2>(string eventName, Func<T1, T2, Acknowledgement, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, Acknowledgement>(handler, handler, true));

    /// <summary>Listens to an event once, with three arguments.</summary>
    public Socket Once<T1, T2, T3>(string eventName, Action<T1, T2, T3> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3>((arg1, arg2, arg3) =>
        {
            handler(arg1, arg2, arg3);
            return null;
        }, handler, true));

    /// <summary>Listens to an event once, with three arguments.</summary>
    public Socket Once<T1, T2, T3>(string eventName, Func<T1, T2, T3, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3>(handler, handler, true));

    /// <summary>Listens to an event once, with three arguments and the acknowledgement.</summary>
    public Socket Once<T1, T2, T3>(string eventName, Action<T1, T2, T3, Acknowledgement> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, Acknowledgement>((arg1, arg2, arg3, acknowledgement) =>
        {
            handler(arg1, arg2, arg3, acknowledgement);
            return null;
        }, handler, true));

    /// <summary>Listens to an event once, with three arguments and the acknowledgement.</summary>
    public Socket Once<T1, T2, T3>(string eventName, Func<T1, T2, T3, Acknowledgement, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, Acknowledgement>(handler, handler, true));

    /// <summary>Listens to an event once, with four arguments.</summary>
    public Socket Once<T1, T2, T3, T4>(string eventName, Action<T1, T2, T3, T4> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, T4>((arg1, arg2, arg3, arg4) =>
        {
            handler(arg1, arg2, arg3, arg4);
            return null;
        }, handler, true));

    /// <summary>Listens to an event once, with four arguments.</summary>
    public Socket Once<T1, T2, T3, T4>(string eventName, Func<T1, T2, T3, T4, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, T4>(handler, handler, true));

    /// <summary>Listens to an event once, with four arguments and the acknowledgement.</summary>
    public Socket Once<T1, T2, T3, T4>(string eventName, Action<T1, T2, T3, T4, Acknowledgement> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, T4, Acknowledgement>((arg1, arg2, arg3, arg4, acknowledgement) =>
        {
            handler(arg1, arg2, arg3, arg4, acknowledgement);
            return null;
        }, handler, true));

    /// <summary>Listens to an event once, with four arguments and the acknowledgement.</summary>
    public Socket Once<T1, T2, T3, T4>(string eventName, Func<T1, T2, T3, T4, Acknowledgement, Task> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, T4, Acknowledgement>(handler, handler, true));

    /// <summary>Listens to an event once, undecoded.</summary>
    public Socket Once(string eventName, Action<IncomingEvent> handler) =>
        Register(eventName, handler, EventListeners.Raw(e =>
        {
            handler(e);
            return null;
        }, handler, true));

    /// <summary>Listens to an event once, undecoded.</summary>
    public Socket Once(string eventName, Func<IncomingEvent, Task> handler) =>
        Register(eventName, handler, EventListeners.Raw(handler, handler, true));

    private Socket Register(string eventName, Delegate handler, EventListener listener)
    {
        ArgumentNullException.ThrowIfNull(eventName);
        ArgumentNullException.ThrowIfNull(handler);
        return Add(eventName, listener);
    }
}
