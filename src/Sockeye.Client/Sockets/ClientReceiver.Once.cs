using System.Runtime.CompilerServices;
using Sockeye.Sockets.Listeners;

namespace Sockeye.Client;

/// <content>Listeners that are called for the next event only.</content>
public abstract partial class ClientReceiver
{
    /// <summary>Adds a listener that is called once, for an event without arguments.</summary>
    public IDisposable Once(string eventName, Action handler) => Add(eventName, handler, EventListeners.Of(handler, true));

    /// <summary>Adds a listener that is called once, for an event without arguments.</summary>
    public IDisposable Once(string eventName, Func<Task> handler) => Add(eventName, handler, EventListeners.Of<Task?, Outcomes.Running>(handler, true));

    /// <summary>Adds a listener that is called once, for an event without arguments.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable Once(string eventName, Func<ValueTask> handler) => Add(eventName, handler, EventListeners.Of<ValueTask, Outcomes.ValueRunning>(handler, true));

    /// <summary>Adds a listener that is called once, for an event without arguments. It answers by the acknowledgement.</summary>
    public IDisposable Once(string eventName, Action<Acknowledgement> handler) => Add(eventName, handler, EventListeners.Of<Acknowledgement>(handler, true));

    /// <summary>Adds a listener that is called once, for an event without arguments. It answers by the acknowledgement.</summary>
    public IDisposable Once(string eventName, Func<Acknowledgement, Task> handler) => Add(eventName, handler, EventListeners.Of<Acknowledgement, Task?, Outcomes.Running>(handler, true));

    /// <summary>Adds a listener that is called once, for an event without arguments. It answers by the acknowledgement.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable Once(string eventName, Func<Acknowledgement, ValueTask> handler) => Add(eventName, handler, EventListeners.Of<Acknowledgement, ValueTask, Outcomes.ValueRunning>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with one argument.</summary>
    public IDisposable Once<T1>(string eventName, Action<T1> handler) => Add(eventName, handler, EventListeners.Of<T1>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with one argument.</summary>
    public IDisposable Once<T1>(string eventName, Func<T1, Task> handler) => Add(eventName, handler, EventListeners.Of<T1, Task?, Outcomes.Running>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with one argument.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable Once<T1>(string eventName, Func<T1, ValueTask> handler) => Add(eventName, handler, EventListeners.Of<T1, ValueTask, Outcomes.ValueRunning>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with one argument. It answers by the acknowledgement.</summary>
    public IDisposable Once<T1>(string eventName, Action<T1, Acknowledgement> handler) => Add(eventName, handler, EventListeners.Of<T1, Acknowledgement>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with one argument. It answers by the acknowledgement.</summary>
    public IDisposable Once<T1>(string eventName, Func<T1, Acknowledgement, Task> handler) => Add(eventName, handler, EventListeners.Of<T1, Acknowledgement, Task?, Outcomes.Running>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with one argument. It answers by the acknowledgement.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable Once<T1>(string eventName, Func<T1, Acknowledgement, ValueTask> handler) => Add(eventName, handler, EventListeners.Of<T1, Acknowledgement, ValueTask, Outcomes.ValueRunning>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with two arguments.</summary>
    public IDisposable Once<T1, T2>(string eventName, Action<T1, T2> handler) => Add(eventName, handler, EventListeners.Of<T1, T2>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with two arguments.</summary>
    public IDisposable Once<T1, T2>(string eventName, Func<T1, T2, Task> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, Task?, Outcomes.Running>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with two arguments.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable Once<T1, T2>(string eventName, Func<T1, T2, ValueTask> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, ValueTask, Outcomes.ValueRunning>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with two arguments. It answers by the acknowledgement.</summary>
    public IDisposable Once<T1, T2>(string eventName, Action<T1, T2, Acknowledgement> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, Acknowledgement>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with two arguments. It answers by the acknowledgement.</summary>
    public IDisposable Once<T1, T2>(string eventName, Func<T1, T2, Acknowledgement, Task> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, Acknowledgement, Task?, Outcomes.Running>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with two arguments. It answers by the acknowledgement.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable Once<T1, T2>(string eventName, Func<T1, T2, Acknowledgement, ValueTask> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, Acknowledgement, ValueTask, Outcomes.ValueRunning>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with three arguments.</summary>
    public IDisposable Once<T1, T2, T3>(string eventName, Action<T1, T2, T3> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with three arguments.</summary>
    public IDisposable Once<T1, T2, T3>(string eventName, Func<T1, T2, T3, Task> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, Task?, Outcomes.Running>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with three arguments.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable Once<T1, T2, T3>(string eventName, Func<T1, T2, T3, ValueTask> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, ValueTask, Outcomes.ValueRunning>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with three arguments. It answers by the acknowledgement.</summary>
    public IDisposable Once<T1, T2, T3>(string eventName, Action<T1, T2, T3, Acknowledgement> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, Acknowledgement>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with three arguments. It answers by the acknowledgement.</summary>
    public IDisposable Once<T1, T2, T3>(string eventName, Func<T1, T2, T3, Acknowledgement, Task> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, Acknowledgement, Task?, Outcomes.Running>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with three arguments. It answers by the acknowledgement.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable Once<T1, T2, T3>(string eventName, Func<T1, T2, T3, Acknowledgement, ValueTask> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, Acknowledgement, ValueTask, Outcomes.ValueRunning>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with four arguments.</summary>
    public IDisposable Once<T1, T2, T3, T4>(string eventName, Action<T1, T2, T3, T4> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with four arguments.</summary>
    public IDisposable Once<T1, T2, T3, T4>(string eventName, Func<T1, T2, T3, T4, Task> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, Task?, Outcomes.Running>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with four arguments.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable Once<T1, T2, T3, T4>(string eventName, Func<T1, T2, T3, T4, ValueTask> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, ValueTask, Outcomes.ValueRunning>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with four arguments. It answers by the acknowledgement.</summary>
    public IDisposable Once<T1, T2, T3, T4>(string eventName, Action<T1, T2, T3, T4, Acknowledgement> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, Acknowledgement>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with four arguments. It answers by the acknowledgement.</summary>
    public IDisposable Once<T1, T2, T3, T4>(string eventName, Func<T1, T2, T3, T4, Acknowledgement, Task> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, Acknowledgement, Task?, Outcomes.Running>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with four arguments. It answers by the acknowledgement.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable Once<T1, T2, T3, T4>(string eventName, Func<T1, T2, T3, T4, Acknowledgement, ValueTask> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, Acknowledgement, ValueTask, Outcomes.ValueRunning>(handler, true));

    /// <summary>Adds a listener that is called once, with an event before its arguments are decoded.</summary>
    public IDisposable Once(string eventName, Action<ReceivedEvent> handler) => Add(eventName, handler, EventListeners.Of<ReceivedEvent>(handler, true));

    /// <summary>Adds a listener that is called once, with an event before its arguments are decoded.</summary>
    public IDisposable Once(string eventName, Func<ReceivedEvent, Task> handler) => Add(eventName, handler, EventListeners.Of<ReceivedEvent, Task?, Outcomes.Running>(handler, true));

    /// <summary>Adds a listener that is called once, with an event before its arguments are decoded.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable Once(string eventName, Func<ReceivedEvent, ValueTask> handler) => Add(eventName, handler, EventListeners.Of<ReceivedEvent, ValueTask, Outcomes.ValueRunning>(handler, true));
}
