using Sockeye.Hooks;

namespace Sockeye.Client.Sockets;

/// <summary>Adds listeners to hooks, and returns objects that remove them.</summary>
internal static class HookSubscriptions
{
    public static IDisposable Subscribe<T>(this Hook<T> hook, Action<T> listener) => hook.ToSubscription(hook.Add(listener));

    public static IDisposable Subscribe<T>(this Hook<T> hook, Func<T, Task> listener) => hook.ToSubscription(hook.Add(listener));

    public static IDisposable Subscribe<T>(this Hook<T> hook, Func<T, ValueTask> listener) => hook.ToSubscription(hook.Add(listener));

    public static IDisposable Subscribe(this Hook<bool> hook, Action listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        return hook.ToSubscription(hook.Add(listener, _ =>
        {
            listener();
            return default;
        }));
    }

    public static IDisposable Subscribe(this Hook<bool> hook, Func<Task> listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        return hook.ToSubscription(hook.Add(listener, _ => new ValueTask(listener())));
    }

    public static IDisposable Subscribe(this Hook<bool> hook, Func<ValueTask> listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        return hook.ToSubscription(hook.Add(listener, _ => listener()));
    }

    public static IDisposable SubscribeFirst<T>(this Hook<T> hook, Action<T> listener) => hook.ToSubscription(hook.Prepend(listener));

    public static IDisposable SubscribeFirst<T>(this Hook<T> hook, Func<T, Task> listener) => hook.ToSubscription(hook.Prepend(listener));

    public static IDisposable SubscribeFirst<T>(this Hook<T> hook, Func<T, ValueTask> listener) => hook.ToSubscription(hook.Prepend(listener));

    private static Subscription ToSubscription<T>(this Hook<T> hook, HookListener<T> added) => new(() => hook.RemoveAdded(added));
}
