namespace Sockeye.Engine.Transports;

/// <summary>A poll that waits for something to be sent.</summary>
internal sealed class PollWaiter
{
    // Not inline: the thread that sends must not go on to serve the client's next request.
    private readonly TaskCompletionSource<PollAnswer?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<PollAnswer?> WhenAnswered => _answer.Task;

    public void Answer(PollAnswer? answer) => _answer.TrySetResult(answer);
}
