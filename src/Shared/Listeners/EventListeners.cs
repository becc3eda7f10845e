namespace Sockeye.Sockets.Listeners;

/// <summary>Creates listeners from all delegate types that a socket accepts.</summary>
internal static class EventListeners
{
    public static EventListener Of(Action handler, bool once) =>
        new Listener<Outcomes.Nothing, Outcomes.Nothing>(handler, once);

    public static EventListener Of<TReturn, TOutcome>(Func<TReturn> handler, bool once)
        where TOutcome : IOutcome<TReturn> => new Listener<TReturn, TOutcome>(handler, once);

    public static EventListener Of<T1>(Action<T1> handler, bool once) =>
        new Listener<T1, Outcomes.Nothing, Outcomes.Nothing>(handler, once);

    public static EventListener Of<T1, TReturn, TOutcome>(Func<T1, TReturn> handler, bool once)
        where TOutcome : IOutcome<TReturn> => new Listener<T1, TReturn, TOutcome>(handler, once);

    public static EventListener Of<T1, T2>(Action<T1, T2> handler, bool once) =>
        new Listener<T1, T2, Outcomes.Nothing, Outcomes.Nothing>(handler, once);

    public static EventListener Of<T1, T2, TReturn, TOutcome>(Func<T1, T2, TReturn> handler, bool once)
        where TOutcome : IOutcome<TReturn> => new Listener<T1, T2, TReturn, TOutcome>(handler, once);

    public static EventListener Of<T1, T2, T3>(Action<T1, T2, T3> handler, bool once) =>
        new Listener<T1, T2, T3, Outcomes.Nothing, Outcomes.Nothing>(handler, once);

    public static EventListener Of<T1, T2, T3, TReturn, TOutcome>(Func<T1, T2, T3, TReturn> handler, bool once)
        where TOutcome : IOutcome<TReturn> => new Listener<T1, T2, T3, TReturn, TOutcome>(handler, once);

    public static EventListener Of<T1, T2, T3, T4>(Action<T1, T2, T3, T4> handler, bool once) =>
        new Listener<T1, T2, T3, T4, Outcomes.Nothing, Outcomes.Nothing>(handler, once);

    public static EventListener Of<T1, T2, T3, T4, TReturn, TOutcome>(Func<T1, T2, T3, T4, TReturn> handler, bool once)
        where TOutcome : IOutcome<TReturn> => new Listener<T1, T2, T3, T4, TReturn, TOutcome>(handler, once);

    public static EventListener Of<T1, T2, T3, T4, T5>(Action<T1, T2, T3, T4, T5> handler, bool once) =>
        new Listener<T1, T2, T3, T4, T5, Outcomes.Nothing, Outcomes.Nothing>(handler, once);

    public static EventListener Of<T1, T2, T3, T4, T5, TReturn, TOutcome>(Func<T1, T2, T3, T4, T5, TReturn> handler, bool once)
        where TOutcome : IOutcome<TReturn> => new Listener<T1, T2, T3, T4, T5, TReturn, TOutcome>(handler, once);

    public static EventListener Of<T1, T2, T3, T4, T5, T6>(Action<T1, T2, T3, T4, T5, T6> handler, bool once) =>
        new Listener<T1, T2, T3, T4, T5, T6, Outcomes.Nothing, Outcomes.Nothing>(handler, once);

    public static EventListener Of<T1, T2, T3, T4, T5, T6, TReturn, TOutcome>(Func<T1, T2, T3, T4, T5, T6, TReturn> handler, bool once)
        where TOutcome : IOutcome<TReturn> => new Listener<T1, T2, T3, T4, T5, T6, TReturn, TOutcome>(handler, once);

    public static EventListener Of<T1, T2, T3, T4, T5, T6, T7>(Action<T1, T2, T3, T4, T5, T6, T7> handler, bool once) =>
        new Listener<T1, T2, T3, T4, T5, T6, T7, Outcomes.Nothing, Outcomes.Nothing>(handler, once);

    public static EventListener Of<T1, T2, T3, T4, T5, T6, T7, TReturn, TOutcome>(Func<T1, T2, T3, T4, T5, T6, T7, TReturn> handler, bool once)
        where TOutcome : IOutcome<TReturn> => new Listener<T1, T2, T3, T4, T5, T6, T7, TReturn, TOutcome>(handler, once);

    public static EventListener Of<T1, T2, T3, T4, T5, T6, T7, T8>(Action<T1, T2, T3, T4, T5, T6, T7, T8> handler, bool once) =>
        new Listener<T1, T2, T3, T4, T5, T6, T7, T8, Outcomes.Nothing, Outcomes.Nothing>(handler, once);

    public static EventListener Of<T1, T2, T3, T4, T5, T6, T7, T8, TReturn, TOutcome>(Func<T1, T2, T3, T4, T5, T6, T7, T8, TReturn> handler, bool once)
        where TOutcome : IOutcome<TReturn> => new Listener<T1, T2, T3, T4, T5, T6, T7, T8, TReturn, TOutcome>(handler, once);

    // The delegate is cast to its own type for each call, because a wrapper for each listener of each socket would cost memory.

    private sealed class Listener<TReturn, TOutcome>(Delegate handler, bool once) : DelegateListener(handler, once)
        where TOutcome : IOutcome<TReturn>
    {
        protected override Type[] Types => [];

        public override Task? Invoke(ref ListenerCall call)
        {
            call.IsDecoded = true;
            if (typeof(TReturn) == typeof(Outcomes.Nothing))
            {
                ((Action)Original)();
                return TOutcome.Complete(ref call, default!);
            }

            return TOutcome.Complete(ref call, ((Func<TReturn>)Original)());
        }
    }

    private sealed class Listener<T1, TReturn, TOutcome>(Delegate handler, bool once) : DelegateListener(handler, once)
        where TOutcome : IOutcome<TReturn>
    {
        protected override Type[] Types => [typeof(T1)];

        public override Task? Invoke(ref ListenerCall call)
        {
            var parameters = Parameters(call);
            var arg1 = parameters[0].Take<T1>(ref call);
            call.IsDecoded = true;
            if (typeof(TReturn) == typeof(Outcomes.Nothing))
            {
                ((Action<T1>)Original)(arg1);
                return TOutcome.Complete(ref call, default!);
            }

            return TOutcome.Complete(ref call, ((Func<T1, TReturn>)Original)(arg1));
        }
    }

    private sealed class Listener<T1, T2, TReturn, TOutcome>(Delegate handler, bool once) : DelegateListener(handler, once)
        where TOutcome : IOutcome<TReturn>
    {
        protected override Type[] Types => [typeof(T1), typeof(T2)];

        public override Task? Invoke(ref ListenerCall call)
        {
            var parameters = Parameters(call);
            var arg1 = parameters[0].Take<T1>(ref call);
            var arg2 = parameters[1].Take<T2>(ref call);
            call.IsDecoded = true;
            if (typeof(TReturn) == typeof(Outcomes.Nothing))
            {
                ((Action<T1, T2>)Original)(arg1, arg2);
                return TOutcome.Complete(ref call, default!);
            }

            return TOutcome.Complete(ref call, ((Func<T1, T2, TReturn>)Original)(arg1, arg2));
        }
    }

    private sealed class Listener<T1, T2, T3, TReturn, TOutcome>(Delegate handler, bool once) : DelegateListener(handler, once)
        where TOutcome : IOutcome<TReturn>
    {
        protected override Type[] Types => [typeof(T1), typeof(T2), typeof(T3)];

        public override Task? Invoke(ref ListenerCall call)
        {
            var parameters = Parameters(call);
            var arg1 = parameters[0].Take<T1>(ref call);
            var arg2 = parameters[1].Take<T2>(ref call);
            var arg3 = parameters[2].Take<T3>(ref call);
            call.IsDecoded = true;
            if (typeof(TReturn) == typeof(Outcomes.Nothing))
            {
                ((Action<T1, T2, T3>)Original)(arg1, arg2, arg3);
                return TOutcome.Complete(ref call, default!);
            }

            return TOutcome.Complete(ref call, ((Func<T1, T2, T3, TReturn>)Original)(arg1, arg2, arg3));
        }
    }

    private sealed class Listener<T1, T2, T3, T4, TReturn, TOutcome>(Delegate handler, bool once) : DelegateListener(handler, once)
        where TOutcome : IOutcome<TReturn>
    {
        protected override Type[] Types => [typeof(T1), typeof(T2), typeof(T3), typeof(T4)];

        public override Task? Invoke(ref ListenerCall call)
        {
            var parameters = Parameters(call);
            var arg1 = parameters[0].Take<T1>(ref call);
            var arg2 = parameters[1].Take<T2>(ref call);
            var arg3 = parameters[2].Take<T3>(ref call);
            var arg4 = parameters[3].Take<T4>(ref call);
            call.IsDecoded = true;
            if (typeof(TReturn) == typeof(Outcomes.Nothing))
            {
                ((Action<T1, T2, T3, T4>)Original)(arg1, arg2, arg3, arg4);
                return TOutcome.Complete(ref call, default!);
            }

            return TOutcome.Complete(ref call, ((Func<T1, T2, T3, T4, TReturn>)Original)(arg1, arg2, arg3, arg4));
        }
    }

    private sealed class Listener<T1, T2, T3, T4, T5, TReturn, TOutcome>(Delegate handler, bool once) : DelegateListener(handler, once)
        where TOutcome : IOutcome<TReturn>
    {
        protected override Type[] Types => [typeof(T1), typeof(T2), typeof(T3), typeof(T4), typeof(T5)];

        public override Task? Invoke(ref ListenerCall call)
        {
            var parameters = Parameters(call);
            var arg1 = parameters[0].Take<T1>(ref call);
            var arg2 = parameters[1].Take<T2>(ref call);
            var arg3 = parameters[2].Take<T3>(ref call);
            var arg4 = parameters[3].Take<T4>(ref call);
            var arg5 = parameters[4].Take<T5>(ref call);
            call.IsDecoded = true;
            if (typeof(TReturn) == typeof(Outcomes.Nothing))
            {
                ((Action<T1, T2, T3, T4, T5>)Original)(arg1, arg2, arg3, arg4, arg5);
                return TOutcome.Complete(ref call, default!);
            }

            return TOutcome.Complete(ref call, ((Func<T1, T2, T3, T4, T5, TReturn>)Original)(arg1, arg2, arg3, arg4, arg5));
        }
    }

    private sealed class Listener<T1, T2, T3, T4, T5, T6, TReturn, TOutcome>(Delegate handler, bool once) : DelegateListener(handler, once)
        where TOutcome : IOutcome<TReturn>
    {
        protected override Type[] Types => [typeof(T1), typeof(T2), typeof(T3), typeof(T4), typeof(T5), typeof(T6)];

        public override Task? Invoke(ref ListenerCall call)
        {
            var parameters = Parameters(call);
            var arg1 = parameters[0].Take<T1>(ref call);
            var arg2 = parameters[1].Take<T2>(ref call);
            var arg3 = parameters[2].Take<T3>(ref call);
            var arg4 = parameters[3].Take<T4>(ref call);
            var arg5 = parameters[4].Take<T5>(ref call);
            var arg6 = parameters[5].Take<T6>(ref call);
            call.IsDecoded = true;
            if (typeof(TReturn) == typeof(Outcomes.Nothing))
            {
                ((Action<T1, T2, T3, T4, T5, T6>)Original)(arg1, arg2, arg3, arg4, arg5, arg6);
                return TOutcome.Complete(ref call, default!);
            }

            return TOutcome.Complete(ref call, ((Func<T1, T2, T3, T4, T5, T6, TReturn>)Original)(arg1, arg2, arg3, arg4, arg5, arg6));
        }
    }

    private sealed class Listener<T1, T2, T3, T4, T5, T6, T7, TReturn, TOutcome>(Delegate handler, bool once) : DelegateListener(handler, once)
        where TOutcome : IOutcome<TReturn>
    {
        protected override Type[] Types => [typeof(T1), typeof(T2), typeof(T3), typeof(T4), typeof(T5), typeof(T6), typeof(T7)];

        public override Task? Invoke(ref ListenerCall call)
        {
            var parameters = Parameters(call);
            var arg1 = parameters[0].Take<T1>(ref call);
            var arg2 = parameters[1].Take<T2>(ref call);
            var arg3 = parameters[2].Take<T3>(ref call);
            var arg4 = parameters[3].Take<T4>(ref call);
            var arg5 = parameters[4].Take<T5>(ref call);
            var arg6 = parameters[5].Take<T6>(ref call);
            var arg7 = parameters[6].Take<T7>(ref call);
            call.IsDecoded = true;
            if (typeof(TReturn) == typeof(Outcomes.Nothing))
            {
                ((Action<T1, T2, T3, T4, T5, T6, T7>)Original)(arg1, arg2, arg3, arg4, arg5, arg6, arg7);
                return TOutcome.Complete(ref call, default!);
            }

            return TOutcome.Complete(ref call, ((Func<T1, T2, T3, T4, T5, T6, T7, TReturn>)Original)(arg1, arg2, arg3, arg4, arg5, arg6, arg7));
        }
    }

    private sealed class Listener<T1, T2, T3, T4, T5, T6, T7, T8, TReturn, TOutcome>(Delegate handler, bool once) : DelegateListener(handler, once)
        where TOutcome : IOutcome<TReturn>
    {
        protected override Type[] Types => [typeof(T1), typeof(T2), typeof(T3), typeof(T4), typeof(T5), typeof(T6), typeof(T7), typeof(T8)];

        public override Task? Invoke(ref ListenerCall call)
        {
            var parameters = Parameters(call);
            var arg1 = parameters[0].Take<T1>(ref call);
            var arg2 = parameters[1].Take<T2>(ref call);
            var arg3 = parameters[2].Take<T3>(ref call);
            var arg4 = parameters[3].Take<T4>(ref call);
            var arg5 = parameters[4].Take<T5>(ref call);
            var arg6 = parameters[5].Take<T6>(ref call);
            var arg7 = parameters[6].Take<T7>(ref call);
            var arg8 = parameters[7].Take<T8>(ref call);
            call.IsDecoded = true;
            if (typeof(TReturn) == typeof(Outcomes.Nothing))
            {
                ((Action<T1, T2, T3, T4, T5, T6, T7, T8>)Original)(arg1, arg2, arg3, arg4, arg5, arg6, arg7, arg8);
                return TOutcome.Complete(ref call, default!);
            }

            return TOutcome.Complete(ref call, ((Func<T1, T2, T3, T4, T5, T6, T7, T8, TReturn>)Original)(arg1, arg2, arg3, arg4, arg5, arg6, arg7, arg8));
        }
    }
}
