using System.Threading.Tasks.Sources;

namespace Sockeye.Engine.Transports.Polling;

/// <summary>
/// A poll that waits for data. It is answered once, by the code that takes it out of the <see cref="PollState"/>, and awaited once.
/// </summary>
internal sealed class WaitingPoll(PollingTransport transport) : IValueTaskSource<PollAnswer?>
{
    private ManualResetValueTaskSourceCore<PollAnswer?> _answer;

    /// <summary>The answer; <see langword="null"/> if the client has gone.</summary>
    public ValueTask<PollAnswer?> Answered => new(this, _answer.Version);

    /// <summary>Gives the answer.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="goesOnHere">
    /// Whether this thread writes the answer and continues with what follows the request: middlewares of the application, and a next
    /// request that has already been read. Only a thread that no other code waits for may do that.
    /// </param>
    public void Answer(PollAnswer? answer, bool goesOnHere = false)
    {
        _answer.RunContinuationsAsynchronously = !goesOnHere;
        _answer.SetResult(answer);
    }

    /// <summary>Called when the client has gone.</summary>
    public void Abort() => transport.PollAborted(this);

    PollAnswer? IValueTaskSource<PollAnswer?>.GetResult(short token) => _answer.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<PollAnswer?>.GetStatus(short token) => _answer.GetStatus(token);

    void IValueTaskSource<PollAnswer?>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _answer.OnCompleted(continuation, state, token, flags);
}
