namespace Sockeye.Sockets.Listeners;

/// <summary>Makes listeners of the shapes of delegate that a socket takes.</summary>
internal static class EventListeners
{
    public static EventListener Raw<TEvent>(Action<TEvent> handler, bool once) => new RawListener<TEvent>(handler, Result.None, once);

    public static EventListener Raw<TEvent>(Func<TEvent, Task> handler, bool once) => new RawListener<TEvent>(handler, Result.Task, once);

    public static EventListener Raw<TEvent>(Func<TEvent, ValueTask> handler, bool once) => new RawListener<TEvent>(handler, Result.ValueTask, once);

    public static EventListener Of(Action handler, bool once) => new Listener(handler, Result.None, once);

    public static EventListener Of(Func<Task> handler, bool once) => new Listener(handler, Result.Task, once);

    public static EventListener Of(Func<ValueTask> handler, bool once) => new Listener(handler, Result.ValueTask, once);

    public static EventListener Of<T1>(Action<T1> handler, bool once) => new Listener<T1>(handler, Result.None, once);

    public static EventListener Of<T1>(Func<T1, Task> handler, bool once) => new Listener<T1>(handler, Result.Task, once);

    public static EventListener Of<T1>(Func<T1, ValueTask> handler, bool once) => new Listener<T1>(handler, Result.ValueTask, once);

    public static EventListener Of<T1, T2>(Action<T1, T2> handler, bool once) => new Listener<T1, T2>(handler, Result.None, once);

    public static EventListener Of<T1, T2>(Func<T1, T2, Task> handler, bool once) => new Listener<T1, T2>(handler, Result.Task, once);

    public static EventListener Of<T1, T2>(Func<T1, T2, ValueTask> handler, bool once) => new Listener<T1, T2>(handler, Result.ValueTask, once);

    public static EventListener Of<T1, T2, T3>(Action<T1, T2, T3> handler, bool once) => new Listener<T1, T2, T3>(handler, Result.None, once);

    public static EventListener Of<T1, T2, T3>(Func<T1, T2, T3, Task> handler, bool once) => new Listener<T1, T2, T3>(handler, Result.Task, once);

    public static EventListener Of<T1, T2, T3>(Func<T1, T2, T3, ValueTask> handler, bool once) => new Listener<T1, T2, T3>(handler, Result.ValueTask, once);

    public static EventListener Of<T1, T2, T3, T4>(Action<T1, T2, T3, T4> handler, bool once) => new Listener<T1, T2, T3, T4>(handler, Result.None, once);

    public static EventListener Of<T1, T2, T3, T4>(Func<T1, T2, T3, T4, Task> handler, bool once) => new Listener<T1, T2, T3, T4>(handler, Result.Task, once);

    public static EventListener Of<T1, T2, T3, T4>(Func<T1, T2, T3, T4, ValueTask> handler, bool once) => new Listener<T1, T2, T3, T4>(handler, Result.ValueTask, once);

    public static EventListener Of<T1, T2, T3, T4, T5>(Action<T1, T2, T3, T4, T5> handler, bool once) => new Listener<T1, T2, T3, T4, T5>(handler, Result.None, once);

    public static EventListener Of<T1, T2, T3, T4, T5>(Func<T1, T2, T3, T4, T5, Task> handler, bool once) => new Listener<T1, T2, T3, T4, T5>(handler, Result.Task, once);

    public static EventListener Of<T1, T2, T3, T4, T5>(Func<T1, T2, T3, T4, T5, ValueTask> handler, bool once) => new Listener<T1, T2, T3, T4, T5>(handler, Result.ValueTask, once);

    private static string Names(params Type[] types) =>
        string.Join(", ", types.Where(static type => type != typeof(Acknowledgement)).Select(static type => type.ToString()));

    private static T Next<T>(ref ListenerCall call) => typeof(T) == typeof(Acknowledgement) ? (T)(object)call.Source.Acknowledgement : call.Arguments.Next<T>()!;

    private static Task? Running(ValueTask task) => task.IsCompletedSuccessfully ? null : task.AsTask();

    private sealed class RawListener<TEvent>(Delegate handler, Result result, bool once) : EventListener(handler, once)
    {
        public override Task? Invoke(ref ListenerCall call)
        {
            var incoming = call.ToEvent<TEvent>();
            switch (result)
            {
                case Result.Task:
                    return ((Func<TEvent, Task?>)Original)(incoming);
                case Result.ValueTask:
                    return Running(((Func<TEvent, ValueTask>)Original)(incoming));
                default:
                    ((Action<TEvent>)Original)(incoming);
                    return null;
            }
        }
    }

    private sealed class Listener(Delegate handler, Result result, bool once) : EventListener(handler, once)
    {
        public override Task? Invoke(ref ListenerCall call)
        {
            call.IsDecoded = true;
            switch (result)
            {
                case Result.Task:
                    return ((Func<Task?>)Original)();
                case Result.ValueTask:
                    return Running(((Func<ValueTask>)Original)());
                default:
                    ((Action)Original)();
                    return null;
            }
        }
    }

    private sealed class Listener<T1>(Delegate handler, Result result, bool once) : EventListener(handler, once)
    {
        public override string Expected => Names(typeof(T1));

        public override Task? Invoke(ref ListenerCall call)
        {
            var arg1 = Next<T1>(ref call);
            call.IsDecoded = true;
            switch (result)
            {
                case Result.Task:
                    return ((Func<T1, Task?>)Original)(arg1);
                case Result.ValueTask:
                    return Running(((Func<T1, ValueTask>)Original)(arg1));
                default:
                    ((Action<T1>)Original)(arg1);
                    return null;
            }
        }
    }

    private sealed class Listener<T1, T2>(Delegate handler, Result result, bool once) : EventListener(handler, once)
    {
        public override string Expected => Names(typeof(T1), typeof(T2));

        public override Task? Invoke(ref ListenerCall call)
        {
            var arg1 = Next<T1>(ref call);
            var arg2 = Next<T2>(ref call);
            call.IsDecoded = true;
            switch (result)
            {
                case Result.Task:
                    return ((Func<T1, T2, Task?>)Original)(arg1, arg2);
                case Result.ValueTask:
                    return Running(((Func<T1, T2, ValueTask>)Original)(arg1, arg2));
                default:
                    ((Action<T1, T2>)Original)(arg1, arg2);
                    return null;
            }
        }
    }

    private sealed class Listener<T1, T2, T3>(Delegate handler, Result result, bool once) : EventListener(handler, once)
    {
        public override string Expected => Names(typeof(T1), typeof(T2), typeof(T3));

        public override Task? Invoke(ref ListenerCall call)
        {
            var arg1 = Next<T1>(ref call);
            var arg2 = Next<T2>(ref call);
            var arg3 = Next<T3>(ref call);
            call.IsDecoded = true;
            switch (result)
            {
                case Result.Task:
                    return ((Func<T1, T2, T3, Task?>)Original)(arg1, arg2, arg3);
                case Result.ValueTask:
                    return Running(((Func<T1, T2, T3, ValueTask>)Original)(arg1, arg2, arg3));
                default:
                    ((Action<T1, T2, T3>)Original)(arg1, arg2, arg3);
                    return null;
            }
        }
    }

    private sealed class Listener<T1, T2, T3, T4>(Delegate handler, Result result, bool once) : EventListener(handler, once)
    {
        public override string Expected => Names(typeof(T1), typeof(T2), typeof(T3), typeof(T4));

        public override Task? Invoke(ref ListenerCall call)
        {
            var arg1 = Next<T1>(ref call);
            var arg2 = Next<T2>(ref call);
            var arg3 = Next<T3>(ref call);
            var arg4 = Next<T4>(ref call);
            call.IsDecoded = true;
            switch (result)
            {
                case Result.Task:
                    return ((Func<T1, T2, T3, T4, Task?>)Original)(arg1, arg2, arg3, arg4);
                case Result.ValueTask:
                    return Running(((Func<T1, T2, T3, T4, ValueTask>)Original)(arg1, arg2, arg3, arg4));
                default:
                    ((Action<T1, T2, T3, T4>)Original)(arg1, arg2, arg3, arg4);
                    return null;
            }
        }
    }

    private sealed class Listener<T1, T2, T3, T4, T5>(Delegate handler, Result result, bool once) : EventListener(handler, once)
    {
        public override string Expected => Names(typeof(T1), typeof(T2), typeof(T3), typeof(T4), typeof(T5));

        public override Task? Invoke(ref ListenerCall call)
        {
            var arg1 = Next<T1>(ref call);
            var arg2 = Next<T2>(ref call);
            var arg3 = Next<T3>(ref call);
            var arg4 = Next<T4>(ref call);
            var arg5 = Next<T5>(ref call);
            call.IsDecoded = true;
            switch (result)
            {
                case Result.Task:
                    return ((Func<T1, T2, T3, T4, T5, Task?>)Original)(arg1, arg2, arg3, arg4, arg5);
                case Result.ValueTask:
                    return Running(((Func<T1, T2, T3, T4, T5, ValueTask>)Original)(arg1, arg2, arg3, arg4, arg5));
                default:
                    ((Action<T1, T2, T3, T4, T5>)Original)(arg1, arg2, arg3, arg4, arg5);
                    return null;
            }
        }
    }

    // What the delegate returns. It is cast back to its own type when it is called: a wrapper for each listener of each socket would cost memory.
    private enum Result : byte
    {
        None,
        Task,
        ValueTask,
    }
}
