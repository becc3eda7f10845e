using System.Runtime.CompilerServices;
using Sockeye.Sockets.Listeners;

namespace Sockeye;

/// <content>
/// Listeners that return a <see cref="ValueTask"/>, such as <c>(text, ack) => ack.SendAsync(text)</c>. These overloads have priority.
/// Otherwise the compiler would take such a lambda for one without a result, and its task would not be observed.
/// </content>
public abstract partial class EventReceiver
{
    /// <summary>Adds a listener for an event without arguments.</summary>
    [OverloadResolutionPriority(1)]
    public Socket On(string eventName, Func<ValueTask> handler) =>
        Register(eventName, handler, EventListeners.Of<ValueTask, Outcomes.ValueRunning>(handler, false));

    /// <summary>Adds a listener for an event without arguments. It answers by the acknowledgement.</summary>
    [OverloadResolutionPriority(1)]
    public Socket On(string eventName, Func<Acknowledgement, ValueTask> handler) =>
        Register(eventName, handler, EventListeners.Of<Acknowledgement, ValueTask, Outcomes.ValueRunning>(handler, false));

    /// <summary>Adds a listener for an event with one argument.</summary>
    [OverloadResolutionPriority(1)]
    public Socket On<T1>(string eventName, Func<T1, ValueTask> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, ValueTask, Outcomes.ValueRunning>(handler, false));

    /// <summary>Adds a listener for an event with one argument. It answers by the acknowledgement.</summary>
    [OverloadResolutionPriority(1)]
    public Socket On<T1>(string eventName, Func<T1, Acknowledgement, ValueTask> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, Acknowledgement, ValueTask, Outcomes.ValueRunning>(handler, false));

    /// <summary>Adds a listener for an event with two arguments.</summary>
    [OverloadResolutionPriority(1)]
    public Socket On<T1, T2>(string eventName, Func<T1, T2, ValueTask> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, ValueTask, Outcomes.ValueRunning>(handler, false));

    /// <summary>Adds a listener for an event with two arguments. It answers by the acknowledgement.</summary>
    [OverloadResolutionPriority(1)]
    public Socket On<T1, T2>(string eventName, Func<T1, T2, Acknowledgement, ValueTask> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, Acknowledgement, ValueTask, Outcomes.ValueRunning>(handler, false));

    /// <summary>Adds a listener for an event with three arguments.</summary>
    [OverloadResolutionPriority(1)]
    public Socket On<T1, T2, T3>(string eventName, Func<T1, T2, T3, ValueTask> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, ValueTask, Outcomes.ValueRunning>(handler, false));

    /// <summary>Adds a listener for an event with three arguments. It answers by the acknowledgement.</summary>
    [OverloadResolutionPriority(1)]
    public Socket On<T1, T2, T3>(string eventName, Func<T1, T2, T3, Acknowledgement, ValueTask> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, Acknowledgement, ValueTask, Outcomes.ValueRunning>(handler, false));

    /// <summary>Adds a listener for an event with four arguments.</summary>
    [OverloadResolutionPriority(1)]
    public Socket On<T1, T2, T3, T4>(string eventName, Func<T1, T2, T3, T4, ValueTask> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, T4, ValueTask, Outcomes.ValueRunning>(handler, false));

    /// <summary>Adds a listener for an event with four arguments. It answers by the acknowledgement.</summary>
    [OverloadResolutionPriority(1)]
    public Socket On<T1, T2, T3, T4>(string eventName, Func<T1, T2, T3, T4, Acknowledgement, ValueTask> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, T4, Acknowledgement, ValueTask, Outcomes.ValueRunning>(handler, false));

    /// <summary>Adds a listener that gets an event before its arguments are decoded.</summary>
    [OverloadResolutionPriority(1)]
    public Socket On(string eventName, Func<IncomingEvent, ValueTask> handler) =>
        Register(eventName, handler, EventListeners.Of<IncomingEvent, ValueTask, Outcomes.ValueRunning>(handler, false));

    /// <summary>Adds a listener that is called once, for an event without arguments.</summary>
    [OverloadResolutionPriority(1)]
    public Socket Once(string eventName, Func<ValueTask> handler) =>
        Register(eventName, handler, EventListeners.Of<ValueTask, Outcomes.ValueRunning>(handler, true));

    /// <summary>Adds a listener that is called once, for an event without arguments. It answers by the acknowledgement.</summary>
    [OverloadResolutionPriority(1)]
    public Socket Once(string eventName, Func<Acknowledgement, ValueTask> handler) =>
        Register(eventName, handler, EventListeners.Of<Acknowledgement, ValueTask, Outcomes.ValueRunning>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with one argument.</summary>
    [OverloadResolutionPriority(1)]
    public Socket Once<T1>(string eventName, Func<T1, ValueTask> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, ValueTask, Outcomes.ValueRunning>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with one argument. It answers by the acknowledgement.</summary>
    [OverloadResolutionPriority(1)]
    public Socket Once<T1>(string eventName, Func<T1, Acknowledgement, ValueTask> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, Acknowledgement, ValueTask, Outcomes.ValueRunning>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with two arguments.</summary>
    [OverloadResolutionPriority(1)]
    public Socket Once<T1, T2>(string eventName, Func<T1, T2, ValueTask> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, ValueTask, Outcomes.ValueRunning>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with two arguments. It answers by the acknowledgement.</summary>
    [OverloadResolutionPriority(1)]
    public Socket Once<T1, T2>(string eventName, Func<T1, T2, Acknowledgement, ValueTask> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, Acknowledgement, ValueTask, Outcomes.ValueRunning>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with three arguments.</summary>
    [OverloadResolutionPriority(1)]
    public Socket Once<T1, T2, T3>(string eventName, Func<T1, T2, T3, ValueTask> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, ValueTask, Outcomes.ValueRunning>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with three arguments. It answers by the acknowledgement.</summary>
    [OverloadResolutionPriority(1)]
    public Socket Once<T1, T2, T3>(string eventName, Func<T1, T2, T3, Acknowledgement, ValueTask> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, Acknowledgement, ValueTask, Outcomes.ValueRunning>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with four arguments.</summary>
    [OverloadResolutionPriority(1)]
    public Socket Once<T1, T2, T3, T4>(string eventName, Func<T1, T2, T3, T4, ValueTask> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, T4, ValueTask, Outcomes.ValueRunning>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with four arguments. It answers by the acknowledgement.</summary>
    [OverloadResolutionPriority(1)]
    public Socket Once<T1, T2, T3, T4>(string eventName, Func<T1, T2, T3, T4, Acknowledgement, ValueTask> handler) =>
        Register(eventName, handler, EventListeners.Of<T1, T2, T3, T4, Acknowledgement, ValueTask, Outcomes.ValueRunning>(handler, true));

    /// <summary>Adds a listener that is called once, with an event before its arguments are decoded.</summary>
    [OverloadResolutionPriority(1)]
    public Socket Once(string eventName, Func<IncomingEvent, ValueTask> handler) =>
        Register(eventName, handler, EventListeners.Of<IncomingEvent, ValueTask, Outcomes.ValueRunning>(handler, true));
}
