using System.Runtime.CompilerServices;

namespace Sockeye.Emitters.Redis.Connections;

/// <summary>Gives way to other work, and continues in a context.</summary>
internal readonly struct ContextYield(SynchronizationContext? context) : ICriticalNotifyCompletion
{
    private static readonly SendOrPostCallback _goOn = static continuation => ((Action)continuation!)();

    public bool IsCompleted => false;

    public ContextYield GetAwaiter() => this;

    public void GetResult()
    {
    }

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation)
    {
        if (context is null)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static goOn => goOn(), continuation, preferLocal: false);
        }
        else
        {
            context.Post(_goOn, continuation);
        }
    }
}
