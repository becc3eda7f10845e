using System.Runtime.CompilerServices;
using Sockeye.Sockets.Listeners;

namespace Sockeye.Client;

/// <content>
/// Handlers whose result is the answer, if the server asks for one. A handler that returns a <see cref="ValueTask{TResult}"/> has priority,
/// like those without a result, because an asynchronous lambda fits several overloads.
/// </content>
public abstract partial class ClientReceiver
{
    /// <summary>Adds a handler for an event without arguments. Its result is the answer.</summary>
    public IDisposable On<TResult>(string eventName, Func<TResult> handler) => Add(eventName, handler, EventListeners.Of<TResult, Outcomes.Answer<TResult>>(handler, false));

    /// <summary>Adds a handler for an event without arguments. Its result is the answer.</summary>
    public IDisposable On<TResult>(string eventName, Func<Task<TResult>> handler) => Add(eventName, handler, EventListeners.Of<Task<TResult>?, Outcomes.RunningAnswer<TResult>>(handler, false));

    /// <summary>Adds a handler for an event without arguments. Its result is the answer.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable On<TResult>(string eventName, Func<ValueTask<TResult>> handler) => Add(eventName, handler, EventListeners.Of<ValueTask<TResult>, Outcomes.ValueRunningAnswer<TResult>>(handler, false));

    /// <summary>Adds a handler for an event with one argument. Its result is the answer.</summary>
    public IDisposable On<T1, TResult>(string eventName, Func<T1, TResult> handler) => Add(eventName, handler, EventListeners.Of<T1, TResult, Outcomes.Answer<TResult>>(handler, false));

    /// <summary>Adds a handler for an event with one argument. Its result is the answer.</summary>
    public IDisposable On<T1, TResult>(string eventName, Func<T1, Task<TResult>> handler) => Add(eventName, handler, EventListeners.Of<T1, Task<TResult>?, Outcomes.RunningAnswer<TResult>>(handler, false));

    /// <summary>Adds a handler for an event with one argument. Its result is the answer.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable On<T1, TResult>(string eventName, Func<T1, ValueTask<TResult>> handler) => Add(eventName, handler, EventListeners.Of<T1, ValueTask<TResult>, Outcomes.ValueRunningAnswer<TResult>>(handler, false));

    /// <summary>Adds a handler for an event with two arguments. Its result is the answer.</summary>
    public IDisposable On<T1, T2, TResult>(string eventName, Func<T1, T2, TResult> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, TResult, Outcomes.Answer<TResult>>(handler, false));

    /// <summary>Adds a handler for an event with two arguments. Its result is the answer.</summary>
    public IDisposable On<T1, T2, TResult>(string eventName, Func<T1, T2, Task<TResult>> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, Task<TResult>?, Outcomes.RunningAnswer<TResult>>(handler, false));

    /// <summary>Adds a handler for an event with two arguments. Its result is the answer.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable On<T1, T2, TResult>(string eventName, Func<T1, T2, ValueTask<TResult>> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, ValueTask<TResult>, Outcomes.ValueRunningAnswer<TResult>>(handler, false));

    /// <summary>Adds a handler for an event with three arguments. Its result is the answer.</summary>
    public IDisposable On<T1, T2, T3, TResult>(string eventName, Func<T1, T2, T3, TResult> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, TResult, Outcomes.Answer<TResult>>(handler, false));

    /// <summary>Adds a handler for an event with three arguments. Its result is the answer.</summary>
    public IDisposable On<T1, T2, T3, TResult>(string eventName, Func<T1, T2, T3, Task<TResult>> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, Task<TResult>?, Outcomes.RunningAnswer<TResult>>(handler, false));

    /// <summary>Adds a handler for an event with three arguments. Its result is the answer.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable On<T1, T2, T3, TResult>(string eventName, Func<T1, T2, T3, ValueTask<TResult>> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, ValueTask<TResult>, Outcomes.ValueRunningAnswer<TResult>>(handler, false));

    /// <summary>Adds a handler for an event with four arguments. Its result is the answer.</summary>
    public IDisposable On<T1, T2, T3, T4, TResult>(string eventName, Func<T1, T2, T3, T4, TResult> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, TResult, Outcomes.Answer<TResult>>(handler, false));

    /// <summary>Adds a handler for an event with four arguments. Its result is the answer.</summary>
    public IDisposable On<T1, T2, T3, T4, TResult>(string eventName, Func<T1, T2, T3, T4, Task<TResult>> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, Task<TResult>?, Outcomes.RunningAnswer<TResult>>(handler, false));

    /// <summary>Adds a handler for an event with four arguments. Its result is the answer.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable On<T1, T2, T3, T4, TResult>(string eventName, Func<T1, T2, T3, T4, ValueTask<TResult>> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, ValueTask<TResult>, Outcomes.ValueRunningAnswer<TResult>>(handler, false));

    /// <summary>Adds a handler for an event with five arguments. Its result is the answer.</summary>
    public IDisposable On<T1, T2, T3, T4, T5, TResult>(string eventName, Func<T1, T2, T3, T4, T5, TResult> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, TResult, Outcomes.Answer<TResult>>(handler, false));

    /// <summary>Adds a handler for an event with five arguments. Its result is the answer.</summary>
    public IDisposable On<T1, T2, T3, T4, T5, TResult>(string eventName, Func<T1, T2, T3, T4, T5, Task<TResult>> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, Task<TResult>?, Outcomes.RunningAnswer<TResult>>(handler, false));

    /// <summary>Adds a handler for an event with five arguments. Its result is the answer.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable On<T1, T2, T3, T4, T5, TResult>(string eventName, Func<T1, T2, T3, T4, T5, ValueTask<TResult>> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, ValueTask<TResult>, Outcomes.ValueRunningAnswer<TResult>>(handler, false));

    /// <summary>Adds a handler for an event with six arguments. Its result is the answer.</summary>
    public IDisposable On<T1, T2, T3, T4, T5, T6, TResult>(string eventName, Func<T1, T2, T3, T4, T5, T6, TResult> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, T6, TResult, Outcomes.Answer<TResult>>(handler, false));

    /// <summary>Adds a handler for an event with six arguments. Its result is the answer.</summary>
    public IDisposable On<T1, T2, T3, T4, T5, T6, TResult>(string eventName, Func<T1, T2, T3, T4, T5, T6, Task<TResult>> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, T6, Task<TResult>?, Outcomes.RunningAnswer<TResult>>(handler, false));

    /// <summary>Adds a handler for an event with six arguments. Its result is the answer.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable On<T1, T2, T3, T4, T5, T6, TResult>(string eventName, Func<T1, T2, T3, T4, T5, T6, ValueTask<TResult>> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, T6, ValueTask<TResult>, Outcomes.ValueRunningAnswer<TResult>>(handler, false));

    /// <summary>Adds a handler for an event with seven arguments. Its result is the answer.</summary>
    public IDisposable On<T1, T2, T3, T4, T5, T6, T7, TResult>(string eventName, Func<T1, T2, T3, T4, T5, T6, T7, TResult> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, T6, T7, TResult, Outcomes.Answer<TResult>>(handler, false));

    /// <summary>Adds a handler for an event with seven arguments. Its result is the answer.</summary>
    public IDisposable On<T1, T2, T3, T4, T5, T6, T7, TResult>(string eventName, Func<T1, T2, T3, T4, T5, T6, T7, Task<TResult>> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, T6, T7, Task<TResult>?, Outcomes.RunningAnswer<TResult>>(handler, false));

    /// <summary>Adds a handler for an event with seven arguments. Its result is the answer.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable On<T1, T2, T3, T4, T5, T6, T7, TResult>(string eventName, Func<T1, T2, T3, T4, T5, T6, T7, ValueTask<TResult>> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, T6, T7, ValueTask<TResult>, Outcomes.ValueRunningAnswer<TResult>>(handler, false));

    /// <summary>Adds a handler for an event with eight arguments. Its result is the answer.</summary>
    public IDisposable On<T1, T2, T3, T4, T5, T6, T7, T8, TResult>(string eventName, Func<T1, T2, T3, T4, T5, T6, T7, T8, TResult> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, T6, T7, T8, TResult, Outcomes.Answer<TResult>>(handler, false));

    /// <summary>Adds a handler for an event with eight arguments. Its result is the answer.</summary>
    public IDisposable On<T1, T2, T3, T4, T5, T6, T7, T8, TResult>(string eventName, Func<T1, T2, T3, T4, T5, T6, T7, T8, Task<TResult>> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, T6, T7, T8, Task<TResult>?, Outcomes.RunningAnswer<TResult>>(handler, false));

    /// <summary>Adds a handler for an event with eight arguments. Its result is the answer.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable On<T1, T2, T3, T4, T5, T6, T7, T8, TResult>(string eventName, Func<T1, T2, T3, T4, T5, T6, T7, T8, ValueTask<TResult>> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, T6, T7, T8, ValueTask<TResult>, Outcomes.ValueRunningAnswer<TResult>>(handler, false));

    /// <summary>Adds a handler that is called once, for an event without arguments. Its result is the answer.</summary>
    public IDisposable Once<TResult>(string eventName, Func<TResult> handler) => Add(eventName, handler, EventListeners.Of<TResult, Outcomes.Answer<TResult>>(handler, true));

    /// <summary>Adds a handler that is called once, for an event without arguments. Its result is the answer.</summary>
    public IDisposable Once<TResult>(string eventName, Func<Task<TResult>> handler) => Add(eventName, handler, EventListeners.Of<Task<TResult>?, Outcomes.RunningAnswer<TResult>>(handler, true));

    /// <summary>Adds a handler that is called once, for an event without arguments. Its result is the answer.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable Once<TResult>(string eventName, Func<ValueTask<TResult>> handler) => Add(eventName, handler, EventListeners.Of<ValueTask<TResult>, Outcomes.ValueRunningAnswer<TResult>>(handler, true));

    /// <summary>Adds a handler that is called once, for an event with one argument. Its result is the answer.</summary>
    public IDisposable Once<T1, TResult>(string eventName, Func<T1, TResult> handler) => Add(eventName, handler, EventListeners.Of<T1, TResult, Outcomes.Answer<TResult>>(handler, true));

    /// <summary>Adds a handler that is called once, for an event with one argument. Its result is the answer.</summary>
    public IDisposable Once<T1, TResult>(string eventName, Func<T1, Task<TResult>> handler) => Add(eventName, handler, EventListeners.Of<T1, Task<TResult>?, Outcomes.RunningAnswer<TResult>>(handler, true));

    /// <summary>Adds a handler that is called once, for an event with one argument. Its result is the answer.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable Once<T1, TResult>(string eventName, Func<T1, ValueTask<TResult>> handler) => Add(eventName, handler, EventListeners.Of<T1, ValueTask<TResult>, Outcomes.ValueRunningAnswer<TResult>>(handler, true));

    /// <summary>Adds a handler that is called once, for an event with two arguments. Its result is the answer.</summary>
    public IDisposable Once<T1, T2, TResult>(string eventName, Func<T1, T2, TResult> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, TResult, Outcomes.Answer<TResult>>(handler, true));

    /// <summary>Adds a handler that is called once, for an event with two arguments. Its result is the answer.</summary>
    public IDisposable Once<T1, T2, TResult>(string eventName, Func<T1, T2, Task<TResult>> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, Task<TResult>?, Outcomes.RunningAnswer<TResult>>(handler, true));

    /// <summary>Adds a handler that is called once, for an event with two arguments. Its result is the answer.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable Once<T1, T2, TResult>(string eventName, Func<T1, T2, ValueTask<TResult>> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, ValueTask<TResult>, Outcomes.ValueRunningAnswer<TResult>>(handler, true));

    /// <summary>Adds a handler that is called once, for an event with three arguments. Its result is the answer.</summary>
    public IDisposable Once<T1, T2, T3, TResult>(string eventName, Func<T1, T2, T3, TResult> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, TResult, Outcomes.Answer<TResult>>(handler, true));

    /// <summary>Adds a handler that is called once, for an event with three arguments. Its result is the answer.</summary>
    public IDisposable Once<T1, T2, T3, TResult>(string eventName, Func<T1, T2, T3, Task<TResult>> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, Task<TResult>?, Outcomes.RunningAnswer<TResult>>(handler, true));

    /// <summary>Adds a handler that is called once, for an event with three arguments. Its result is the answer.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable Once<T1, T2, T3, TResult>(string eventName, Func<T1, T2, T3, ValueTask<TResult>> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, ValueTask<TResult>, Outcomes.ValueRunningAnswer<TResult>>(handler, true));

    /// <summary>Adds a handler that is called once, for an event with four arguments. Its result is the answer.</summary>
    public IDisposable Once<T1, T2, T3, T4, TResult>(string eventName, Func<T1, T2, T3, T4, TResult> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, TResult, Outcomes.Answer<TResult>>(handler, true));

    /// <summary>Adds a handler that is called once, for an event with four arguments. Its result is the answer.</summary>
    public IDisposable Once<T1, T2, T3, T4, TResult>(string eventName, Func<T1, T2, T3, T4, Task<TResult>> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, Task<TResult>?, Outcomes.RunningAnswer<TResult>>(handler, true));

    /// <summary>Adds a handler that is called once, for an event with four arguments. Its result is the answer.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable Once<T1, T2, T3, T4, TResult>(string eventName, Func<T1, T2, T3, T4, ValueTask<TResult>> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, ValueTask<TResult>, Outcomes.ValueRunningAnswer<TResult>>(handler, true));

    /// <summary>Adds a handler that is called once, for an event with five arguments. Its result is the answer.</summary>
    public IDisposable Once<T1, T2, T3, T4, T5, TResult>(string eventName, Func<T1, T2, T3, T4, T5, TResult> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, TResult, Outcomes.Answer<TResult>>(handler, true));

    /// <summary>Adds a handler that is called once, for an event with five arguments. Its result is the answer.</summary>
    public IDisposable Once<T1, T2, T3, T4, T5, TResult>(string eventName, Func<T1, T2, T3, T4, T5, Task<TResult>> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, Task<TResult>?, Outcomes.RunningAnswer<TResult>>(handler, true));

    /// <summary>Adds a handler that is called once, for an event with five arguments. Its result is the answer.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable Once<T1, T2, T3, T4, T5, TResult>(string eventName, Func<T1, T2, T3, T4, T5, ValueTask<TResult>> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, ValueTask<TResult>, Outcomes.ValueRunningAnswer<TResult>>(handler, true));

    /// <summary>Adds a handler that is called once, for an event with six arguments. Its result is the answer.</summary>
    public IDisposable Once<T1, T2, T3, T4, T5, T6, TResult>(string eventName, Func<T1, T2, T3, T4, T5, T6, TResult> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, T6, TResult, Outcomes.Answer<TResult>>(handler, true));

    /// <summary>Adds a handler that is called once, for an event with six arguments. Its result is the answer.</summary>
    public IDisposable Once<T1, T2, T3, T4, T5, T6, TResult>(string eventName, Func<T1, T2, T3, T4, T5, T6, Task<TResult>> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, T6, Task<TResult>?, Outcomes.RunningAnswer<TResult>>(handler, true));

    /// <summary>Adds a handler that is called once, for an event with six arguments. Its result is the answer.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable Once<T1, T2, T3, T4, T5, T6, TResult>(string eventName, Func<T1, T2, T3, T4, T5, T6, ValueTask<TResult>> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, T6, ValueTask<TResult>, Outcomes.ValueRunningAnswer<TResult>>(handler, true));

    /// <summary>Adds a handler that is called once, for an event with seven arguments. Its result is the answer.</summary>
    public IDisposable Once<T1, T2, T3, T4, T5, T6, T7, TResult>(string eventName, Func<T1, T2, T3, T4, T5, T6, T7, TResult> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, T6, T7, TResult, Outcomes.Answer<TResult>>(handler, true));

    /// <summary>Adds a handler that is called once, for an event with seven arguments. Its result is the answer.</summary>
    public IDisposable Once<T1, T2, T3, T4, T5, T6, T7, TResult>(string eventName, Func<T1, T2, T3, T4, T5, T6, T7, Task<TResult>> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, T6, T7, Task<TResult>?, Outcomes.RunningAnswer<TResult>>(handler, true));

    /// <summary>Adds a handler that is called once, for an event with seven arguments. Its result is the answer.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable Once<T1, T2, T3, T4, T5, T6, T7, TResult>(string eventName, Func<T1, T2, T3, T4, T5, T6, T7, ValueTask<TResult>> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, T6, T7, ValueTask<TResult>, Outcomes.ValueRunningAnswer<TResult>>(handler, true));

    /// <summary>Adds a handler that is called once, for an event with eight arguments. Its result is the answer.</summary>
    public IDisposable Once<T1, T2, T3, T4, T5, T6, T7, T8, TResult>(string eventName, Func<T1, T2, T3, T4, T5, T6, T7, T8, TResult> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, T6, T7, T8, TResult, Outcomes.Answer<TResult>>(handler, true));

    /// <summary>Adds a handler that is called once, for an event with eight arguments. Its result is the answer.</summary>
    public IDisposable Once<T1, T2, T3, T4, T5, T6, T7, T8, TResult>(string eventName, Func<T1, T2, T3, T4, T5, T6, T7, T8, Task<TResult>> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, T6, T7, T8, Task<TResult>?, Outcomes.RunningAnswer<TResult>>(handler, true));

    /// <summary>Adds a handler that is called once, for an event with eight arguments. Its result is the answer.</summary>
    [OverloadResolutionPriority(1)]
    public IDisposable Once<T1, T2, T3, T4, T5, T6, T7, T8, TResult>(string eventName, Func<T1, T2, T3, T4, T5, T6, T7, T8, ValueTask<TResult>> handler) => Add(eventName, handler, EventListeners.Of<T1, T2, T3, T4, T5, T6, T7, T8, ValueTask<TResult>, Outcomes.ValueRunningAnswer<TResult>>(handler, true));
}
