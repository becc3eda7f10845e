namespace Sockeye.Sockets.Listeners;

/// <summary>Makes listeners of the shapes of delegate that <see cref="Socket"/> takes.</summary>
internal static class EventListeners
{
    public static EventListener Raw(Func<IncomingEvent, Task?> handler, Delegate original, bool once) => new RawListener(handler, original, once);

    public static EventListener Of(Func<Task?> handler, Delegate original, bool once) => new Listener(handler, original, once);

    public static EventListener Of<T1>(Func<T1, Task?> handler, Delegate original, bool once) => new Listener<T1>(handler, original, once);

    public static EventListener Of<T1, T2>(Func<T1, T2, Task?> handler, Delegate original, bool once) => new Listener<T1, T2>(handler, original, once);

    public static EventListener Of<T1, T2, T3>(Func<T1, T2, T3, Task?> handler, Delegate original, bool once) => new Listener<T1, T2, T3>(handler, original, once);

    public static EventListener Of<T1, T2, T3, T4>(Func<T1, T2, T3, T4, Task?> handler, Delegate original, bool once) => new Listener<T1, T2, T3, T4>(handler, original, once);

    public static EventListener Of<T1, T2, T3, T4, T5>(Func<T1, T2, T3, T4, T5, Task?> handler, Delegate original, bool once) => new Listener<T1, T2, T3, T4, T5>(handler, original, once);

    private sealed class RawListener(Func<IncomingEvent, Task?> handler, Delegate original, bool once) : EventListener(original, once)
    {
        public override bool WantsName => true;

        public override Task? Invoke(ref ArgumentReader arguments) => handler(arguments.ToEvent());
    }

    private sealed class Listener(Func<Task?> handler, Delegate original, bool once) : EventListener(original, once)
    {
        public override Task? Invoke(ref ArgumentReader arguments) => handler();
    }

    private sealed class Listener<T1>(Func<T1, Task?> handler, Delegate original, bool once) : EventListener(original, once)
    {
        public override Task? Invoke(ref ArgumentReader arguments)
        {
            var arg1 = arguments.Next<T1>()!;
            arguments.IsDecoded = true;
            return handler(arg1);
        }
    }

    private sealed class Listener<T1, T2>(Func<T1, T2, Task?> handler, Delegate original, bool once) : EventListener(original, once)
    {
        public override Task? Invoke(ref ArgumentReader arguments)
        {
            var arg1 = arguments.Next<T1>()!;
            var arg2 = arguments.Next<T2>()!;
            arguments.IsDecoded = true;
            return handler(arg1, arg2);
        }
    }

    private sealed class Listener<T1, T2, T3>(Func<T1, T2, T3, Task?> handler, Delegate original, bool once) : EventListener(original, once)
    {
        public override Task? Invoke(ref ArgumentReader arguments)
        {
            var arg1 = arguments.Next<T1>()!;
            var arg2 = arguments.Next<T2>()!;
            var arg3 = arguments.Next<T3>()!;
            arguments.IsDecoded = true;
            return handler(arg1, arg2, arg3);
        }
    }

    private sealed class Listener<T1, T2, T3, T4>(Func<T1, T2, T3, T4, Task?> handler, Delegate original, bool once) : EventListener(original, once)
    {
        public override Task? Invoke(ref ArgumentReader arguments)
        {
            var arg1 = arguments.Next<T1>()!;
            var arg2 = arguments.Next<T2>()!;
            var arg3 = arguments.Next<T3>()!;
            var arg4 = arguments.Next<T4>()!;
            arguments.IsDecoded = true;
            return handler(arg1, arg2, arg3, arg4);
        }
    }

    private sealed class Listener<T1, T2, T3, T4, T5>(Func<T1, T2, T3, T4, T5, Task?> handler, Delegate original, bool once) : EventListener(original, once)
    {
        public override Task? Invoke(ref ArgumentReader arguments)
        {
            var arg1 = arguments.Next<T1>()!;
            var arg2 = arguments.Next<T2>()!;
            var arg3 = arguments.Next<T3>()!;
            var arg4 = arguments.Next<T4>()!;
            var arg5 = arguments.Next<T5>()!;
            arguments.IsDecoded = true;
            return handler(arg1, arg2, arg3, arg4, arg5);
        }
    }
}
