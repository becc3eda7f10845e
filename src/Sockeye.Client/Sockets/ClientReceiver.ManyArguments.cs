using System.Runtime.CompilerServices;
using Sockeye.Sockets.Listeners;

namespace Sockeye.Client;

/// <content>
/// Listeners with more than four arguments. To answer by an <see cref="Acknowledgement"/>, declare it as one of the parameters.
/// </content>
public abstract partial class ClientReceiver
{
    /// <summary>Adds a listener for an event with five arguments.</summary>
    public IDisposable On<T1, T2, T3, T4, T5>(string eventName, Action<T1, T2, T3, T4, T5> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5>(handler, false));

    /// <summary>Adds a listener for an event with five arguments.</summary>
    public IDisposable On<T1, T2, T3, T4, T5>(string eventName, Func<T1, T2, T3, T4, T5, Task> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, Task?, Outcomes.Running>(handler, false));

    /// <summary>Adds a listener for an event with five arguments.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable On<T1, T2, T3, T4, T5>(string eventName, Func<T1, T2, T3, T4, T5, ValueTask> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, ValueTask, Outcomes.ValueRunning>(handler, false));

    /// <summary>Adds a listener for an event with six arguments.</summary>
    public IDisposable On<T1, T2, T3, T4, T5, T6>(string eventName, Action<T1, T2, T3, T4, T5, T6> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, T6>(handler, false));

    /// <summary>Adds a listener for an event with six arguments.</summary>
    public IDisposable On<T1, T2, T3, T4, T5, T6>(string eventName, Func<T1, T2, T3, T4, T5, T6, Task> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, T6, Task?, Outcomes.Running>(handler, false));

    /// <summary>Adds a listener for an event with six arguments.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable On<T1, T2, T3, T4, T5, T6>(string eventName, Func<T1, T2, T3, T4, T5, T6, ValueTask> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, T6, ValueTask, Outcomes.ValueRunning>(handler, false));

    /// <summary>Adds a listener for an event with seven arguments.</summary>
    public IDisposable On<T1, T2, T3, T4, T5, T6, T7>(string eventName, Action<T1, T2, T3, T4, T5, T6, T7> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, T6, T7>(handler, false));

    /// <summary>Adds a listener for an event with seven arguments.</summary>
    public IDisposable On<T1, T2, T3, T4, T5, T6, T7>(string eventName, Func<T1, T2, T3, T4, T5, T6, T7, Task> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, T6, T7, Task?, Outcomes.Running>(handler, false));

    /// <summary>Adds a listener for an event with seven arguments.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable On<T1, T2, T3, T4, T5, T6, T7>(string eventName, Func<T1, T2, T3, T4, T5, T6, T7, ValueTask> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, T6, T7, ValueTask, Outcomes.ValueRunning>(handler, false));

    /// <summary>Adds a listener for an event with eight arguments.</summary>
    public IDisposable On<T1, T2, T3, T4, T5, T6, T7, T8>(string eventName, Action<T1, T2, T3, T4, T5, T6, T7, T8> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, T6, T7, T8>(handler, false));

    /// <summary>Adds a listener for an event with eight arguments.</summary>
    public IDisposable On<T1, T2, T3, T4, T5, T6, T7, T8>(string eventName, Func<T1, T2, T3, T4, T5, T6, T7, T8, Task> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, T6, T7, T8, Task?, Outcomes.Running>(handler, false));

    /// <summary>Adds a listener for an event with eight arguments.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable On<T1, T2, T3, T4, T5, T6, T7, T8>(string eventName, Func<T1, T2, T3, T4, T5, T6, T7, T8, ValueTask> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, T6, T7, T8, ValueTask, Outcomes.ValueRunning>(handler, false));

    /// <summary>Adds a listener that is called once, for an event with five arguments.</summary>
    public IDisposable Once<T1, T2, T3, T4, T5>(string eventName, Action<T1, T2, T3, T4, T5> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with five arguments.</summary>
    public IDisposable Once<T1, T2, T3, T4, T5>(string eventName, Func<T1, T2, T3, T4, T5, Task> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, Task?, Outcomes.Running>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with five arguments.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable Once<T1, T2, T3, T4, T5>(string eventName, Func<T1, T2, T3, T4, T5, ValueTask> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, ValueTask, Outcomes.ValueRunning>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with six arguments.</summary>
    public IDisposable Once<T1, T2, T3, T4, T5, T6>(string eventName, Action<T1, T2, T3, T4, T5, T6> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, T6>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with six arguments.</summary>
    public IDisposable Once<T1, T2, T3, T4, T5, T6>(string eventName, Func<T1, T2, T3, T4, T5, T6, Task> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, T6, Task?, Outcomes.Running>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with six arguments.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable Once<T1, T2, T3, T4, T5, T6>(string eventName, Func<T1, T2, T3, T4, T5, T6, ValueTask> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, T6, ValueTask, Outcomes.ValueRunning>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with seven arguments.</summary>
    public IDisposable Once<T1, T2, T3, T4, T5, T6, T7>(string eventName, Action<T1, T2, T3, T4, T5, T6, T7> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, T6, T7>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with seven arguments.</summary>
    public IDisposable Once<T1, T2, T3, T4, T5, T6, T7>(string eventName, Func<T1, T2, T3, T4, T5, T6, T7, Task> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, T6, T7, Task?, Outcomes.Running>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with seven arguments.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable Once<T1, T2, T3, T4, T5, T6, T7>(string eventName, Func<T1, T2, T3, T4, T5, T6, T7, ValueTask> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, T6, T7, ValueTask, Outcomes.ValueRunning>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with eight arguments.</summary>
    public IDisposable Once<T1, T2, T3, T4, T5, T6, T7, T8>(string eventName, Action<T1, T2, T3, T4, T5, T6, T7, T8> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, T6, T7, T8>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with eight arguments.</summary>
    public IDisposable Once<T1, T2, T3, T4, T5, T6, T7, T8>(string eventName, Func<T1, T2, T3, T4, T5, T6, T7, T8, Task> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, T6, T7, T8, Task?, Outcomes.Running>(handler, true));

    /// <summary>Adds a listener that is called once, for an event with eight arguments.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable Once<T1, T2, T3, T4, T5, T6, T7, T8>(string eventName, Func<T1, T2, T3, T4, T5, T6, T7, T8, ValueTask> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, T6, T7, T8, ValueTask, Outcomes.ValueRunning>(handler, true));
}
