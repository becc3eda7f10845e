using Sockeye.Hooks;

namespace Sockeye.Client.Sockets;

/// <summary>Adds listeners to hooks, and gives what removes them.</summary>
internal static class HookSubscriptions
{
    public static IDisposable Subscribe<T>(this Hook<T> hook, Action<T> listener)
    {
        hook.Add(listener);
        return new Subscription(() => hook.Remove(listener));
    }

    public static IDisposable Subscribe<T>(this Hook<T> hook, Func<T, Task> listener)
    {
        hook.Add(listener);
        return new Subscription(() => hook.Remove(listener));
    }

    public static IDisposable Subscribe(this Hook<bool> hook, Action listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        hook.Add(listener, _ =>
        {
            listener();
            return default;
        });
        return new Subscription(() => hook.Remove(listener));
    }

    public static IDisposable Subscribe(this Hook<bool> hook, Func<Task> listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        hook.Add(listener, _ => new ValueTask(listener()));
        return new Subscription(() => hook.Remove(listener));
    }

    public static IDisposable SubscribeFirst<T>(this Hook<T> hook, Action<T> listener)
    {
        hook.Prepend(listener);
        return new Subscription(() => hook.Remove(listener));
    }

    public static IDisposable SubscribeFirst<T>(this Hook<T> hook, Func<T, Task> listener)
    {
        hook.Prepend(listener);
        return new Subscription(() => hook.Remove(listener));
    }
}
