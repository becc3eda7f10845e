using Sockeye.Arguments;

namespace Sockeye;

/// <content>
/// What sends: <c>EmitAsync</c> can be waited for until other servers have the event; <c>Emit</c> returns nothing to wait for.
/// </content>
public abstract partial class Emitter
{
    /// <summary>Sends an event without arguments.</summary>
    /// <param name="eventName">Any name but the reserved ones: connect, connect_error, disconnect, disconnecting, newListener, removeListener.</param>
    /// <param name="cancellationToken">If it is cancelled already, nothing is sent, and the task is cancelled. Later it changes nothing.</param>
    /// <returns>
    /// Completes when the event is queued for the local recipients and published to other servers, if any. It never waits for a recipient. If the other servers cannot be told it completes
    /// all the same, unless <see cref="Published"/> is asked for.
    /// </returns>
    /// <exception cref="ArgumentException">The name is reserved.</exception>
    public ValueTask EmitAsync(string eventName, CancellationToken cancellationToken = default)
    {
        var target = Target;
        return target.Start(eventName, cancellationToken) is { } writer ? target.Send(writer) : Unsent(cancellationToken);
    }

    /// <summary>Sends an event with one argument.</summary>
    /// <inheritdoc cref="EmitAsync(string, CancellationToken)"/>
    public ValueTask EmitAsync<T1>(string eventName, T1 arg1, CancellationToken cancellationToken = default)
    {
        var target = Target;
        return target.Start(eventName, cancellationToken) is { } writer ? target.Send(writer.Add(arg1)) : Unsent(cancellationToken);
    }

    /// <summary>Sends an event with two arguments.</summary>
    /// <inheritdoc cref="EmitAsync(string, CancellationToken)"/>
    public ValueTask EmitAsync<T1, T2>(string eventName, T1 arg1, T2 arg2, CancellationToken cancellationToken = default)
    {
        var target = Target;
        return target.Start(eventName, cancellationToken) is { } writer ? target.Send(writer.Add(arg1).Add(arg2)) : Unsent(cancellationToken);
    }

    /// <summary>Sends an event with three arguments.</summary>
    /// <inheritdoc cref="EmitAsync(string, CancellationToken)"/>
    public ValueTask EmitAsync<T1, T2, T3>(string eventName, T1 arg1, T2 arg2, T3 arg3, CancellationToken cancellationToken = default)
    {
        var target = Target;
        return target.Start(eventName, cancellationToken) is { } writer ? target.Send(writer.Add(arg1).Add(arg2).Add(arg3)) : Unsent(cancellationToken);
    }

    /// <summary>Sends an event with four arguments.</summary>
    /// <inheritdoc cref="EmitAsync(string, CancellationToken)"/>
    public ValueTask EmitAsync<T1, T2, T3, T4>(string eventName, T1 arg1, T2 arg2, T3 arg3, T4 arg4, CancellationToken cancellationToken = default)
    {
        var target = Target;
        return target.Start(eventName, cancellationToken) is { } writer ? target.Send(writer.Add(arg1).Add(arg2).Add(arg3).Add(arg4)) : Unsent(cancellationToken);
    }

    /// <summary>Sends an event with any number of arguments, each written as its run-time type. A <see cref="CancellationToken"/> behind them is no argument, but taken as the overloads take it.</summary>
    /// <inheritdoc cref="EmitAsync(string, CancellationToken)"/>
    public ValueTask EmitAsync(string eventName, params object?[] args)
    {
        var cancellationToken = TrailingToken.Take(ref args);
        return EmitAsync(eventName, args, cancellationToken);
    }

    /// <summary>Sends an event with any number of arguments, each written as its run-time type.</summary>
    /// <inheritdoc cref="EmitAsync(string, CancellationToken)"/>
    public ValueTask EmitAsync(string eventName, object?[] args, CancellationToken cancellationToken)
    {
        var target = Target;
        return target.Start(eventName, cancellationToken) is { } writer ? target.Send(writer.AddAll(args)) : Unsent(cancellationToken);
    }

    /// <summary>Sends an event with arguments that were received, unchanged.</summary>
    /// <inheritdoc cref="EmitAsync(string, CancellationToken)"/>
    public ValueTask EmitAsync(string eventName, EventArguments args, CancellationToken cancellationToken = default)
    {
        var target = Target;
        return target.Start(eventName, cancellationToken) is { } writer ? target.Send(writer.AddAll(args)) : Unsent(cancellationToken);
    }

    /// <summary>Sends an event without arguments. There is nothing to wait for: the event is queued for the local recipients when this returns.</summary>
    /// <remarks>
    /// It does what <see cref="EmitAsync(string, CancellationToken)"/> does. What that fails with later, because other servers cannot be told or the sender may not send to the room, is
    /// logged and counted.
    /// </remarks>
    /// <param name="eventName">Any name but the reserved ones: connect, connect_error, disconnect, disconnecting, newListener, removeListener.</param>
    /// <exception cref="ArgumentException">The name is reserved, or an argument is a <see cref="CancellationToken"/>.</exception>
    public void Emit(string eventName) => Observe(eventName, EmitAsync(eventName));

    /// <summary>Sends an event with one argument.</summary>
    /// <inheritdoc cref="Emit(string)"/>
    public void Emit<T1>(string eventName, T1 arg1) => Observe(eventName, EmitAsync(eventName, arg1));

    /// <summary>Sends an event with two arguments.</summary>
    /// <inheritdoc cref="Emit(string)"/>
    public void Emit<T1, T2>(string eventName, T1 arg1, T2 arg2) => Observe(eventName, EmitAsync(eventName, arg1, arg2));

    /// <summary>Sends an event with three arguments.</summary>
    /// <inheritdoc cref="Emit(string)"/>
    public void Emit<T1, T2, T3>(string eventName, T1 arg1, T2 arg2, T3 arg3) => Observe(eventName, EmitAsync(eventName, arg1, arg2, arg3));

    /// <summary>Sends an event with four arguments.</summary>
    /// <inheritdoc cref="Emit(string)"/>
    public void Emit<T1, T2, T3, T4>(string eventName, T1 arg1, T2 arg2, T3 arg3, T4 arg4) => Observe(eventName, EmitAsync(eventName, arg1, arg2, arg3, arg4));

    /// <summary>Sends an event with any number of arguments, each written as its run-time type.</summary>
    /// <inheritdoc cref="Emit(string)"/>
    public void Emit(string eventName, params object?[] args) => Observe(eventName, EmitAsync(eventName, args, CancellationToken.None));

    /// <summary>Sends an event with arguments that were received, unchanged.</summary>
    /// <inheritdoc cref="Emit(string)"/>
    public void Emit(string eventName, EventArguments args) => Observe(eventName, EmitAsync(eventName, args));

    /// <summary>
    /// Sends an event and waits for the recipients' acknowledgements: until all have answered or left, or the time is up
    /// (<see cref="Timeout"/>, else <see cref="SocketIOOptions.AckTimeout"/>). Without a recipient it ends at once. A <see cref="CancellationToken"/> behind the arguments is no argument: it ends
    /// the waiting. If it is cancelled already, nothing is sent.
    /// </summary>
    /// <returns>Who answered what, who was too slow, who left. It does not throw on a time-out.</returns>
    /// <exception cref="ArgumentException">The name is reserved.</exception>
    public Task<BroadcastAcks> EmitWithAckAsync(string eventName, params object?[] args)
    {
        var cancellationToken = TrailingToken.Take(ref args);
        return EmitWithAckAsync(eventName, args, cancellationToken);
    }

    /// <summary>Sends an event and waits for the recipients' acknowledgements, unless it is cancelled. If it is cancelled already, nothing is sent.</summary>
    /// <inheritdoc cref="EmitWithAckAsync(string, object[])"/>
    public Task<BroadcastAcks> EmitWithAckAsync(string eventName, object?[] args, CancellationToken cancellationToken) =>
        Target.SendWithAck(eventName, writer => writer.AddAll(args), cancellationToken);

    /// <summary>Sends an event with arguments that were received, and waits for the recipients' acknowledgements.</summary>
    /// <inheritdoc cref="EmitWithAckAsync(string, object[], CancellationToken)"/>
    public Task<BroadcastAcks> EmitWithAckAsync(string eventName, EventArguments args, CancellationToken cancellationToken = default) =>
        Target.SendWithAck(eventName, writer => writer.AddAll(args), cancellationToken);

    // Nobody would get it, or it is cancelled.
    private static ValueTask Unsent(CancellationToken cancellationToken) => cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled(cancellationToken) : default;

    private void Observe(string eventName, ValueTask sending)
    {
        if (!sending.IsCompletedSuccessfully)
        {
            _ = Target.Namespace.ObserveAsync(eventName, sending);
        }
    }
}
