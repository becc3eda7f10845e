namespace Sockeye;

/// <summary>
/// The result of a broadcast whose contract asks for an answer. An answer that does not fit the contract does not affect the others.
/// </summary>
/// <typeparam name="T">The type of the answers.</typeparam>
public sealed class BroadcastAcks<T>
{
    private readonly List<BroadcastAck<T>> _answers = [];
    private readonly List<FailedAck> _failed = [];

    internal BroadcastAcks(BroadcastAcks acks, Func<EventArguments, T> read)
    {
        Untyped = acks;
        foreach (var ack in acks.Answers)
        {
            try
            {
                _answers.Add(new BroadcastAck<T>(ack.SocketId, read(ack.Arguments)));
            }
            // If a converter or a constructor of the application throws, only that client's answer fails. If the serializer does not know
            // the type at all, no single answer is to blame, and the exception passes through.
            catch (Exception exception) when (exception is not NotSupportedException)
            {
                _failed.Add(new FailedAck(ack.SocketId, exception));
            }
        }
    }

    /// <summary>The answers, in the order in which they arrived.</summary>
    public IReadOnlyList<BroadcastAck<T>> Answers => _answers;

    /// <summary>The values of the answers.</summary>
    public IEnumerable<T> Values => _answers.Select(static answer => answer.Value);

    /// <summary>The answers that are errors or of another type.</summary>
    public IReadOnlyList<FailedAck> Failed => _failed;

    /// <summary>The same result without types. It says who did not answer in time, who has left, and which servers are missing.</summary>
    public BroadcastAcks Untyped { get; }

    /// <inheritdoc cref="BroadcastAcks.TimedOut"/>
    public IReadOnlyList<string> TimedOut => Untyped.TimedOut;

    /// <inheritdoc cref="BroadcastAcks.Left"/>
    public IReadOnlyList<string> Left => Untyped.Left;

    /// <inheritdoc cref="BroadcastAcks.Missing"/>
    public IReadOnlyList<string> Missing => Untyped.Missing;

    /// <summary>Whether every recipient that stayed connected has sent an answer that fits the contract.</summary>
    public bool IsComplete => Untyped.IsComplete && Failed.Count == 0;

    /// <summary>Gets the answers, and throws if a recipient did not answer in time or its answer does not fit the contract.</summary>
    /// <exception cref="BroadcastAckTimeoutException">A recipient did not answer in time.</exception>
    /// <exception cref="AggregateException">Answers are errors or of another type. It has one exception for each of them.</exception>
    public IReadOnlyList<BroadcastAck<T>> EnsureComplete()
    {
        Untyped.EnsureComplete();
        return Failed.Count == 0 ? Answers : throw new AggregateException(Failed.Select(static failed => failed.Exception));
    }
}
