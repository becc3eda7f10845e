using System.Threading.Tasks.Sources;

namespace Sockeye.Engine.Transports.Polling;

/// <summary>A poll that waits for something to be sent. It is answered once, by the one that takes it out of the <see cref="PollState"/>, and awaited once.</summary>
internal sealed class WaitingPoll(PollingTransport transport) : IValueTaskSource<PollAnswer?>
{
    private ManualResetValueTaskSourceCore<PollAnswer?> _answer;

    /// <summary>The answer; <see langword="null"/> if the client went away.</summary>
    public ValueTask<PollAnswer?> Answered => new(this, _answer.Version);

    /// <summary>Gives the answer.</summary>
    /// <param name="answer">What it is.</param>
    /// <param name="goesOnHere">
    /// Whether this thread writes it, and goes on with what follows the request: middlewares of the application, and a next request that has been read already. Only a thread that nobody
    /// waits for does that.
    /// </param>
    public void Answer(PollAnswer? answer, bool goesOnHere = false)
    {
        _answer.RunContinuationsAsynchronously = !goesOnHere;
        _answer.SetResult(answer);
    }

    /// <summary>The client went away.</summary>
    public void Abort() => transport.PollAborted(this);

    PollAnswer? IValueTaskSource<PollAnswer?>.GetResult(short token) => _answer.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<PollAnswer?>.GetStatus(short token) => _answer.GetStatus(token);

    void IValueTaskSource<PollAnswer?>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _answer.OnCompleted(continuation, state, token, flags);
}
