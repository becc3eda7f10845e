using Sockeye.Arguments;

namespace Sockeye;

/// <content>
/// The methods that send. You can await <c>EmitAsync</c> until the event is published to other servers. <c>Emit</c> returns nothing to
/// await.
/// </content>
public abstract partial class Emitter
{
    /// <summary>Sends an event without arguments.</summary>
    /// <param name="eventName">
    /// The name of the event. These names are reserved: connect, connect_error, disconnect, disconnecting, newListener, removeListener.
    /// </param>
    /// <param name="cancellationToken">
    /// If it is already cancelled, nothing is sent and the task is cancelled. A later cancellation has no effect.
    /// </param>
    /// <returns>
    /// A task that completes when the event is queued for the recipients on this server and published to other servers, if there are any.
    /// It never waits for a recipient. If the event cannot be published, the task completes all the same, unless you use
    /// <see cref="Published"/>.
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

    /// <summary>
    /// Sends an event with any number of arguments, each written as its run-time type. A <see cref="CancellationToken"/> as the last one is
    /// not an argument: it works like the token of the other overloads.
    /// </summary>
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

    /// <summary>Sends an event without arguments. The event is queued for the recipients on this server when the method returns.</summary>
    /// <remarks>
    /// It does the same as <see cref="EmitAsync(string, CancellationToken)"/>. A failure that comes later is logged and counted, for
    /// example if the event cannot be published to other servers, or if the sender may not send to the room.
    /// </remarks>
    /// <param name="eventName">
    /// The name of the event. These names are reserved: connect, connect_error, disconnect, disconnecting, newListener, removeListener.
    /// </param>
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
    /// Sends an event and waits until all recipients have acknowledged it or left, or until the time is up. The time is set by
    /// <see cref="Timeout"/>, else by <see cref="SocketIOOptions.AckTimeout"/>. Without a recipient it ends at once. A
    /// <see cref="CancellationToken"/> as the last one is not an argument: it stops the waiting. If it is already cancelled, nothing is
    /// sent.
    /// </summary>
    /// <returns>The answers, the recipients that were too slow and those that left. A time-out does not throw.</returns>
    /// <exception cref="ArgumentException">The name is reserved.</exception>
    public Task<BroadcastAcks> EmitWithAckAsync(string eventName, params object?[] args)
    {
        var cancellationToken = TrailingToken.Take(ref args);
        return EmitWithAckAsync(eventName, args, cancellationToken);
    }

    /// <summary>
    /// Sends an event and waits for the acknowledgements of its recipients until the token is cancelled. If the token is already cancelled,
    /// nothing is sent.
    /// </summary>
    /// <inheritdoc cref="EmitWithAckAsync(string, object[])"/>
    public Task<BroadcastAcks> EmitWithAckAsync(string eventName, object?[] args, CancellationToken cancellationToken) =>
        Target.SendWithAck(eventName, writer => writer.AddAll(args), cancellationToken);

    /// <summary>Sends an event with arguments that were received, and waits for the acknowledgements of its recipients.</summary>
    /// <inheritdoc cref="EmitWithAckAsync(string, object[], CancellationToken)"/>
    public Task<BroadcastAcks> EmitWithAckAsync(string eventName, EventArguments args, CancellationToken cancellationToken = default) =>
        Target.SendWithAck(eventName, writer => writer.AddAll(args), cancellationToken);

    // There is no recipient, or the token is cancelled.
    private static ValueTask Unsent(CancellationToken cancellationToken) => cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled(cancellationToken) : default;

    private void Observe(string eventName, ValueTask sending)
    {
        if (!sending.IsCompletedSuccessfully)
        {
            _ = Target.Namespace.ObserveAsync(eventName, sending);
        }
    }
}
