namespace Sockeye;

/// <summary>What came of a broadcast whose contract asks for an answer. An answer that is not what the contract says costs nobody else's.</summary>
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
            // What a converter or a constructor of the application throws at one client's answer is that client's, too; that nothing is known of the type is nobody's.
            catch (Exception exception) when (exception is not NotSupportedException)
            {
                _failed.Add(new FailedAck(ack.SocketId, exception));
            }
        }
    }

    /// <summary>The answers, in the order of their arrival.</summary>
    public IReadOnlyList<BroadcastAck<T>> Answers => _answers;

    /// <summary>The values of the answers.</summary>
    public IEnumerable<T> Values => _answers.Select(static answer => answer.Value);

    /// <summary>The answers that are errors, or of another type.</summary>
    public IReadOnlyList<FailedAck> Failed => _failed;

    /// <summary>The same without types: who did not answer in time, who has left, which servers are missing.</summary>
    public BroadcastAcks Untyped { get; }

    /// <inheritdoc cref="BroadcastAcks.TimedOut"/>
    public IReadOnlyList<string> TimedOut => Untyped.TimedOut;

    /// <inheritdoc cref="BroadcastAcks.Left"/>
    public IReadOnlyList<string> Left => Untyped.Left;

    /// <inheritdoc cref="BroadcastAcks.Missing"/>
    public IReadOnlyList<string> Missing => Untyped.Missing;

    /// <summary>Whether everybody who stayed has answered what the contract says.</summary>
    public bool IsComplete => Untyped.IsComplete && Failed.Count == 0;

    /// <summary>The answers, or an exception if somebody did not answer in time or has answered something else.</summary>
    /// <exception cref="BroadcastAckTimeoutException">Somebody did not answer in time.</exception>
    /// <exception cref="AggregateException">Answers are errors, or of another type; it has the exception of each.</exception>
    public IReadOnlyList<BroadcastAck<T>> EnsureComplete()
    {
        Untyped.EnsureComplete();
        return Failed.Count == 0 ? Answers : throw new AggregateException(Failed.Select(static failed => failed.Exception));
    }
}
