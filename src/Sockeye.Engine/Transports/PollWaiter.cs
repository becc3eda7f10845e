namespace Sockeye.Engine.Transports;

/// <summary>A poll that waits for something to be sent.</summary>
internal sealed class PollWaiter(PollingTransport transport)
{
    // Not inline: the thread that sends must not go on to serve the client's next request.
    private readonly TaskCompletionSource<PollAnswer?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Answer(PollAnswer? answer) => _answer.TrySetResult(answer);

    /// <summary>Waits for the answer; there is none where the client went away.</summary>
    public async Task<PollAnswer?> WaitAsync(CancellationToken aborted)
    {
        using CancellationTokenRegistration registration = aborted.UnsafeRegister(static poll => ((PollWaiter)poll!).Abort(), this);
        return await _answer.Task;
    }

    private void Abort() => transport.PollAborted(this);
}
