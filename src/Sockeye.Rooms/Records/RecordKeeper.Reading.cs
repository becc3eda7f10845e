using Sockeye.History;

namespace Sockeye.Records;

internal sealed partial class RecordKeeper
{
    /// <returns>The reason for a failure.</returns>
    private async Task<Exception?> ReadAsync()
    {
        var mine = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<Exception?>? running;
        lock (_gate)
        {
            running = _reading?.Task;
            _reading ??= mine;
        }

        if (running is not null)
        {
            return await running;
        }

        Exception? failure = null;
        try
        {
            await ReadPagesAsync();
            _failure = null;
            _loaded.TrySetResult();
        }
        catch (Exception exception)
        {
            failure = exception;
            if (_failure is null)
            {
                Log.NotRead(_namespace.Server.Logger, exception, _namespace.Name);
            }

            _failure = exception;

            CatchUpAfter(LongestWait);
        }

        lock (_gate)
        {
            _reading = null;
        }

        mine.SetResult(failure);
        _news.Tell();
        if (failure is null)
        {
            Synchronized?.Invoke();
        }

        return failure;
    }

    private async Task ReadPagesAsync()
    {
        var position = Position;
        var mayBeOnItsWay = _cluster.IsShared;
        var hasReadAll = false;
        while (!_isClosed)
        {
            var reading = _store.ReadAsync(_namespace.Name, position, PageSize);
            var page = reading.IsCompletedSuccessfully ? reading.Result : await BoundedWait.For(reading.AsTask(), LongestWait, _namespace.Server.Time);
            if (mayBeOnItsWay && page is { IsWhole: false, HasMore: false, Changes.Count: > 0 })
            {
                // A message reports each change, this only the last ones.
                mayBeOnItsWay = false;
                if (await WaitAsync(page.Next.Epoch, page.Next.Revision, LongestWay) && Position.Epoch is not null)
                {
                    return;
                }

                position = Position;
                continue;
            }

            bool isWhole;
            lock (_replica.Gate)
            {
                _replica.Apply(page);
                isWhole = _replica.IsWhole;
            }

            hasReadAll |= page.IsWhole;
            if (page.HasMore)
            {
                position = page.Next;
                continue;
            }

            // The store went back to an older state without a gap in the revisions, as after a failover; the digest shows that. Everything
            // is read once per request. If that does not help, the next heartbeat continues.
            if (isWhole || hasReadAll)
            {
                return;
            }

            position = default;
        }
    }

    /// <returns>Whether the changes up to the revision are known now.</returns>
    private async Task<bool> WaitAsync(string? epoch, long revision, TimeSpan limit)
    {
        Task known;
        lock (_replica.Gate)
        {
            known = _replica.AppliedAsync(epoch, revision);
        }

        try
        {
            await known.WaitAsync(limit, _namespace.Server.Time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
