namespace Sockeye.Emitters.Rooms;

/// <summary>A question that waits for its answer. The first answer holds; what comes later, or twice, does nothing.</summary>
/// <param name="isForAll">Whether all servers were asked: one that does not know all the others may be followed by one that does.</param>
internal sealed class WaitingQuestion(bool isForAll)
{
    private readonly TaskCompletionSource<PresenceAnswer> _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile PresenceAnswer? _partial;

    public void Answer(PresenceAnswer answer)
    {
        if (isForAll && !answer.IsWhole)
        {
            _partial = answer;
        }
        else
        {
            _answered.TrySetResult(answer);
        }
    }

    public void Fail(Exception exception) => _answered.TrySetException(exception);

    /// <summary>Nobody waits any more: what fails from now on is nobody's.</summary>
    public void End() => _answered.TrySetCanceled();

    /// <returns>Nothing if none came in time.</returns>
    public async Task<PresenceAnswer?> AnswerAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        // It does not throw if the time is over: that is usual.
        Task waiting = _answered.Task.WaitAsync(patience, TimeProvider.System, cancellationToken);
        await waiting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_answered.Task.IsCompleted)
        {
            return await _answered.Task;
        }

        cancellationToken.ThrowIfCancellationRequested();
        return _partial;
    }
}
