namespace Sockeye.Emitters.Rooms;

/// <summary>A question that waits for its answer. The first answer counts; later or repeated ones have no effect.</summary>
/// <param name="isForAll">
/// Whether all servers were asked. In that case an answer of a server that does not know all others may be followed by a better one.
/// </param>
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

    /// <summary>Called when the caller stops waiting. A later failure is ignored.</summary>
    public void End() => _answered.TrySetCanceled();

    /// <returns>The answer; <see langword="null"/> if none came in time.</returns>
    public async Task<PresenceAnswer?> AnswerAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        // It does not throw after the time is over, because that is common.
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
