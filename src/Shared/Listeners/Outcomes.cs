namespace Sockeye.Sockets.Listeners;

/// <summary>The handling of each kind of result. They are types, so that no listener of any socket needs a field for it.</summary>
internal static class Outcomes
{
    /// <summary>The result of a listener that returns nothing.</summary>
    public readonly struct Nothing : IOutcome<Nothing>
    {
        public static Task? Complete(ref ListenerCall call, Nothing returned) => call.Complete();
    }

    public readonly struct Running : IOutcome<Task?>
    {
        public static Task? Complete(ref ListenerCall call, Task? returned) => call.Complete(returned);
    }

    public readonly struct ValueRunning : IOutcome<ValueTask>
    {
        public static Task? Complete(ref ListenerCall call, ValueTask returned) => call.Complete(returned);
    }

    public readonly struct Answer<T> : IOutcome<T>
    {
        public static Task? Complete(ref ListenerCall call, T returned) => call.Answer(returned);
    }

    public readonly struct RunningAnswer<T> : IOutcome<Task<T>?>
    {
        public static Task? Complete(ref ListenerCall call, Task<T>? returned) => call.Answer(returned);
    }

    public readonly struct ValueRunningAnswer<T> : IOutcome<ValueTask<T>>
    {
        public static Task? Complete(ref ListenerCall call, ValueTask<T> returned) => call.Answer(returned);
    }
}
