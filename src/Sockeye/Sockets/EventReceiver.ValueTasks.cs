using System.Runtime.CompilerServices;
using Sockeye.Sockets.Listeners;

namespace Sockeye;

/// <content>
/// The listeners that return a <see cref="ValueTask"/>, as <c>(text, ack) => ack.SendAsync(text)</c> does. They are preferred: otherwise the compiler would take
/// such a lambda for one without a result, and nobody would see what becomes of it.
/// </content>
public abstract partial class EventReceiver
{
    /// <summary>Listens to an event, with no argument.</summary>
    [OverloadResolutionPriority(1)]
    public Socket On(string eventName, Func<ValueTask> handler) =>
        Register(eventName, handler, EventListeners.Of<ValueTask, Outcomes.ValueRunning>(handler, false));

    /// <summary>Listens to an event, with no argument and the acknowledgement.</summary>
    [OverloadResolutionPriority(1)]
    public Socket On(string eventName, Func<Acknowledgement, ValueTask> handler) =>
        Register(eventName, handler, EventListeners.Of<Acknowledgement, ValueTask, Outcomes.ValueRunning>(handler, false));

    /// <summary>Listens to an event, with one argument.</summary>
    [OverloadResolutionPriority(1)]
    public Socket On<T1>(string eventName, Func<T1, ValueTask> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, ValueTask, Outcomes.ValueRunning>(handler, false));

    /// <summary>Listens to an event, with one argument and the acknowledgement.</summary>
    [OverloadResolutionPriority(1)]
    public Socket On<T1>(string eventName, Func<T1, Acknowledgement, ValueTask> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, Acknowledgement, ValueTask, Outcomes.ValueRunning>(handler, false));

    /// <summary>Listens to an event, with two arguments.</summary>
    [OverloadResolutionPriority(1)]
    public Socket On<T1, T2>(string eventName, Func<T1, T2, ValueTask> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, ValueTask, Outcomes.ValueRunning>(handler, false));

    /// <summary>Listens to an event, with two arguments and the acknowledgement.</summary>
    [OverloadResolutionPriority(1)]
    public Socket On<T1, T2>(string eventName, Func<T1, T2, Acknowledgement, ValueTask> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, Acknowledgement, ValueTask, Outcomes.ValueRunning>(handler, false));

    /// <summary>Listens to an event, with three arguments.</summary>
    [OverloadResolutionPriority(1)]
    public Socket On<T1, T2, T3>(string eventName, Func<T1, T2, T3, ValueTask> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, ValueTask, Outcomes.ValueRunning>(handler, false));

    /// <summary>Listens to an event, with three arguments and the acknowledgement.</summary>
    [OverloadResolutionPriority(1)]
    public Socket On<T1, T2, T3>(string eventName, Func<T1, T2, T3, Acknowledgement, ValueTask> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, Acknowledgement, ValueTask, Outcomes.ValueRunning>(handler, false));

    /// <summary>Listens to an event, with four arguments.</summary>
    [OverloadResolutionPriority(1)]
    public Socket On<T1, T2, T3, T4>(string eventName, Func<T1, T2, T3, T4, ValueTask> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, T4, ValueTask, Outcomes.ValueRunning>(handler, false));

    /// <summary>Listens to an event, with four arguments and the acknowledgement.</summary>
    [OverloadResolutionPriority(1)]
    public Socket On<T1, T2, T3, T4>(string eventName, Func<T1, T2, T3, T4, Acknowledgement, ValueTask> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, T4, Acknowledgement, ValueTask, Outcomes.ValueRunning>(handler, false));

    /// <summary>Listens to an event, undecoded.</summary>
    [OverloadResolutionPriority(1)]
    public Socket On(string eventName, Func<IncomingEvent, ValueTask> handler) =>
        Register(eventName, handler, EventListeners.Of<IncomingEvent, ValueTask, Outcomes.ValueRunning>(handler, false));

    /// <summary>Listens to an event once, with no argument.</summary>
    [OverloadResolutionPriority(1)]
    public Socket Once(string eventName, Func<ValueTask> handler) =>
        Register(eventName, handler, EventListeners.Of<ValueTask, Outcomes.ValueRunning>(handler, true));

    /// <summary>Listens to an event once, with no argument and the acknowledgement.</summary>
    [OverloadResolutionPriority(1)]
    public Socket Once(string eventName, Func<Acknowledgement, ValueTask> handler) =>
        Register(eventName, handler, EventListeners.Of<Acknowledgement, ValueTask, Outcomes.ValueRunning>(handler, true));

    /// <summary>Listens to an event once, with one argument.</summary>
    [OverloadResolutionPriority(1)]
    public Socket Once<T1>(string eventName, Func<T1, ValueTask> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, ValueTask, Outcomes.ValueRunning>(handler, true));

    /// <summary>Listens to an event once, with one argument and the acknowledgement.</summary>
    [OverloadResolutionPriority(1)]
    public Socket Once<T1>(string eventName, Func<T1, Acknowledgement, ValueTask> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, Acknowledgement, ValueTask, Outcomes.ValueRunning>(handler, true));

    /// <summary>Listens to an event once, with two arguments.</summary>
    [OverloadResolutionPriority(1)]
    public Socket Once<T1, T2>(string eventName, Func<T1, T2, ValueTask> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, ValueTask, Outcomes.ValueRunning>(handler, true));

    /// <summary>Listens to an event once, with two arguments and the acknowledgement.</summary>
    [OverloadResolutionPriority(1)]
    public Socket Once<T1, T2>(string eventName, Func<T1, T2, Acknowledgement, ValueTask> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, Acknowledgement, ValueTask, Outcomes.ValueRunning>(handler, true));

    /// <summary>Listens to an event once, with three arguments.</summary>
    [OverloadResolutionPriority(1)]
    public Socket Once<T1, T2, T3>(string eventName, Func<T1, T2, T3, ValueTask> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, ValueTask, Outcomes.ValueRunning>(handler, true));

    /// <summary>Listens to an event once, with three arguments and the acknowledgement.</summary>
    [OverloadResolutionPriority(1)]
    public Socket Once<T1, T2, T3>(string eventName, Func<T1, T2, T3, Acknowledgement, ValueTask> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, Acknowledgement, ValueTask, Outcomes.ValueRunning>(handler, true));

    /// <summary>Listens to an event once, with four arguments.</summary>
    [OverloadResolutionPriority(1)]
    public Socket Once<T1, T2, T3, T4>(string eventName, Func<T1, T2, T3, T4, ValueTask> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, T4, ValueTask, Outcomes.ValueRunning>(handler, true));

    /// <summary>Listens to an event once, with four arguments and the acknowledgement.</summary>
    [OverloadResolutionPriority(1)]
    public Socket Once<T1, T2, T3, T4>(string eventName, Func<T1, T2, T3, T4, Acknowledgement, ValueTask> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, T4, Acknowledgement, ValueTask, Outcomes.ValueRunning>(handler, true));

    /// <summary>Listens to an event once, undecoded.</summary>
    [OverloadResolutionPriority(1)]
    public Socket Once(string eventName, Func<IncomingEvent, ValueTask> handler) =>
        Register(eventName, handler, EventListeners.Of<IncomingEvent, ValueTask, Outcomes.ValueRunning>(handler, true));
}
