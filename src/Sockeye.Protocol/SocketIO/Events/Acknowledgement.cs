using Sockeye.Arguments;

namespace Sockeye;

/// <summary>Answers an event, once. In Node it is the callback that a handler gets as its last argument.</summary>
/// <remarks>
/// <c>Send</c> and <c>SendAsync</c> do the same: the answer is queued when they return, and there is nothing to wait for. Use
/// <c>SendAsync</c> as the result of a lambda, <c>(text, ack) => ack.SendAsync(text)</c>, and <c>ack.Send(text);</c> as a statement.
/// </remarks>
public abstract class Acknowledgement
{
    /// <summary>
    /// Creates an acknowledgement. The library creates those that listeners get. A test of a listener may create its own.
    /// </summary>
    protected Acknowledgement()
    {
    }

    /// <summary>The acknowledgement of an event whose sender asked for no answer. Its methods do nothing.</summary>
    public static Acknowledgement None { get; } = new NoAcknowledgement();

    /// <summary>Whether the sender asked for an answer. If not, answering does nothing.</summary>
    public abstract bool IsRequested { get; }

    /// <summary>Answers without a value. Only the first answer is sent.</summary>
    public abstract void Send();

    /// <summary>Answers with one value. Only the first answer is sent.</summary>
    /// <exception cref="ArgumentException">The value is a <see cref="CancellationToken"/>.</exception>
    public abstract void Send<T1>(T1 arg1);

    /// <summary>Answers with two values. Only the first answer is sent.</summary>
    /// <inheritdoc cref="Send{T1}(T1)"/>
    public abstract void Send<T1, T2>(T1 arg1, T2 arg2);

    /// <summary>Answers with any number of values. Only the first answer is sent.</summary>
    /// <inheritdoc cref="Send{T1}(T1)"/>
    public abstract void Send(params object?[] args);

    /// <summary>Answers with arguments that were received, unchanged. Only the first answer is sent.</summary>
    public abstract void Send(EventArguments args);

    /// <summary>Answers without a value. Only the first answer is sent.</summary>
    /// <param name="cancellationToken">If it is already cancelled, nothing is sent and the task is cancelled.</param>
    /// <returns>A task that is complete when the method returns.</returns>
    public ValueTask SendAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        Send();
        return default;
    }

    /// <summary>Answers with one value. Only the first answer is sent.</summary>
    /// <inheritdoc cref="SendAsync(CancellationToken)"/>
    public ValueTask SendAsync<T1>(T1 arg1, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        Send(arg1);
        return default;
    }

    /// <summary>Answers with two values. Only the first answer is sent.</summary>
    /// <inheritdoc cref="SendAsync(CancellationToken)"/>
    public ValueTask SendAsync<T1, T2>(T1 arg1, T2 arg2, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        Send(arg1, arg2);
        return default;
    }

    /// <summary>
    /// Answers with any number of values. Only the first answer is sent. A <see cref="CancellationToken"/> as the last one is not a value:
    /// if it is already cancelled, nothing is sent and the task is cancelled.
    /// </summary>
    /// <inheritdoc cref="SendAsync(CancellationToken)"/>
    public ValueTask SendAsync(params object?[] args)
    {
        var cancellationToken = TrailingToken.Take(ref args);
        return SendAsync(args, cancellationToken);
    }

    /// <summary>Answers with any number of values. Only the first answer is sent.</summary>
    /// <inheritdoc cref="SendAsync(CancellationToken)"/>
    public ValueTask SendAsync(object?[] args, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        Send(args);
        return default;
    }

    /// <summary>Answers with arguments that were received, unchanged. Only the first answer is sent.</summary>
    /// <inheritdoc cref="SendAsync(CancellationToken)"/>
    public ValueTask SendAsync(EventArguments args, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        Send(args);
        return default;
    }
}
