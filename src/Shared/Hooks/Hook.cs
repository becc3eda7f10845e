using System.Diagnostics;
using Sockeye.Contexts;

namespace Sockeye.Hooks;

/// <summary>
/// The application's listeners for one hook. They start one after the other, in the order of the list, on the thread that raises the hook,
/// and none waits for another. Each runs in a <see cref="CleanContext"/>. An exception, at once or later, is logged and counted, and does
/// not reach the caller of <see cref="Start"/>. The list is read without a lock and rarely changed.
/// </summary>
internal sealed class Hook<T>
{
    private volatile HookListener<T>[] _listeners = [];

    public bool IsEmpty => _listeners.Length == 0;

    public HookListener<T> Add(Action<T> listener) => Add(listener, ToCall(listener));

    public HookListener<T> Add(Func<T, Task> listener) => Add(listener, ToCall(listener));

    public HookListener<T> Add(Func<T, ValueTask> listener) => Add(listener, listener);

    /// <summary>Adds a listener of another delegate type.</summary>
    public HookListener<T> Add(Delegate original, Func<T, ValueTask> call)
    {
        ArgumentNullException.ThrowIfNull(original, "listener");
        var added = new HookListener<T>(original, call);
        lock (this)
        {
            _listeners = [.. _listeners, added];
        }

        return added;
    }

    public HookListener<T> Prepend(Action<T> listener) => Prepend(listener, ToCall(listener));

    public HookListener<T> Prepend(Func<T, Task> listener) => Prepend(listener, ToCall(listener));

    public HookListener<T> Prepend(Func<T, ValueTask> listener) => Prepend(listener, listener);

    /// <summary>Removes the listener that was last added with a delegate. If none is given, removes all.</summary>
    public void Remove(Delegate? original)
    {
        lock (this)
        {
            if (original is null)
            {
                _listeners = [];
                return;
            }

            RemoveAt(Array.FindLastIndex(_listeners, listener => listener.Original.Equals(original)));
        }
    }

    /// <summary>Removes a listener that was added, and not another one with the same delegate.</summary>
    public void RemoveAdded(HookListener<T> added)
    {
        lock (this)
        {
            RemoveAt(Array.FindIndex(_listeners, listener => ReferenceEquals(listener, added)));
        }
    }

    /// <summary>Starts the listeners. Call it without a lock, because listeners may call anything.</summary>
    /// <param name="value">The argument of the listeners.</param>
    /// <param name="name">The name of the hook, for the log.</param>
    /// <param name="failures">Called for listeners that fail.</param>
    /// <param name="activity">The current activity for them, if any.</param>
    /// <returns>A task for what still runs, which never fails; <see langword="null"/> if nothing runs.</returns>
    public Task? Start(T value, string name, IListenerFailures failures, Activity? activity = null)
    {
        Task? running = null;
        foreach (var listener in _listeners)
        {
            using var clean = CleanContext.Enter(activity);
            try
            {
                var call = listener.Call(value);
                if (call.IsCompletedSuccessfully)
                {
                    call.GetAwaiter().GetResult();
                    continue;
                }

                var observed = ObserveAsync(call, name, failures);
                running = running is null ? observed : Task.WhenAll(running, observed);
            }
            catch (Exception exception)
            {
                failures.Report(name, exception);
            }
        }

        return running;
    }

    private static Func<T, ValueTask> ToCall(Action<T> listener) => value =>
    {
        listener(value);
        return default;
    };

    private static Func<T, ValueTask> ToCall(Func<T, Task> listener) => value => new ValueTask(listener(value));

    private static async Task ObserveAsync(ValueTask call, string name, IListenerFailures failures)
    {
        try
        {
            await call.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            failures.Report(name, exception);
        }
    }

    private void RemoveAt(int index)
    {
        if (index >= 0)
        {
            _listeners = [.. _listeners[..index], .. _listeners[(index + 1)..]];
        }
    }

    private HookListener<T> Prepend(Delegate original, Func<T, ValueTask> call)
    {
        ArgumentNullException.ThrowIfNull(original, "listener");
        var added = new HookListener<T>(original, call);
        lock (this)
        {
            _listeners = [added, .. _listeners];
        }

        return added;
    }
}
