using System.Runtime.CompilerServices;

namespace Sockeye.Emitters.Redis.Connections;

/// <summary>Awaits a task and continues in a context, which the caller need not be in.</summary>
internal readonly struct ContextAwaitable<T>(ValueTask<T> task, SynchronizationContext? context) : ICriticalNotifyCompletion
{
    public bool IsCompleted => task.IsCompleted;

    public ContextAwaitable<T> GetAwaiter() => this;

    public T GetResult() => task.GetAwaiter().GetResult();

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation)
    {
        var previous = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(context);
        try
        {
            task.GetAwaiter().UnsafeOnCompleted(continuation);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(previous);
        }
    }
}
