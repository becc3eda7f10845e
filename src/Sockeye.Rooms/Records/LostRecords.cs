using System.Collections.Concurrent;
using Sockeye.Hooks;

namespace Sockeye.Records;

/// <summary>
/// Creates again the records of rooms that end with their last member but have members. This happens if a member joined while the record
/// ended, if this server counted as gone, or if the store has lost the record. One of the servers does it. If the store is not reachable
/// meanwhile, it is done after the store was read again.
/// </summary>
/// <remarks>
/// A record waits here until it is created, exists again, or its room is empty, so never more records wait than there are rooms with
/// members. One thread at a time works on them. The thread clears its flag before it looks a last time, so a record that is added meanwhile
/// is seen by it or by the thread that added it.
/// </remarks>
internal sealed class LostRecords(RecordBook book)
{
    private const int AtATime = 32;

    private readonly ConcurrentDictionary<string, StoredRecord> _waiting = new(StringComparer.Ordinal);
    private int _isWorking;

    /// <summary>Adds the lost record of a room with members.</summary>
    public void Add(StoredRecord record)
    {
        _waiting[record.Room] = record;
        Restore();
    }

    /// <summary>Continues with waiting records, because the store answers again.</summary>
    public void Restore()
    {
        if (!_waiting.IsEmpty && Interlocked.Exchange(ref _isWorking, 1) == 0)
        {
            _ = RestoreAllAsync();
        }
    }

    private async Task RestoreAllAsync()
    {
        bool goesOn;
        do
        {
            goesOn = await RestoreWaitingAsync();
            Volatile.Write(ref _isWorking, 0);
        }
        while (goesOn && !_waiting.IsEmpty && Interlocked.Exchange(ref _isWorking, 1) == 0);
    }

    /// <returns>Whether the store answers.</returns>
    private async Task<bool> RestoreWaitingAsync()
    {
        var isAway = false;
        await Parallel.ForEachAsync(_waiting, new ParallelOptions { MaxDegreeOfParallelism = AtATime }, async (lost, _) =>
        {
            if (!isAway && !await TryRestoreAsync(lost.Value))
            {
                isAway = true;
                return;
            }

            if (!isAway)
            {
                // Only this entry, and not one that was lost again meanwhile.
                _waiting.TryRemove(lost);
            }
        });
        return !isAway;
    }

    private async ValueTask<bool> TryRestoreAsync(StoredRecord record)
    {
        if (book.Find(record.Room) is not null || book.Count(record.Room) == 0)
        {
            return true;
        }

        var left = record.Expires - book.Namespace.Server.Time.GetUtcNow();
        try
        {
            await book.Keeper.WriteAsync(new RecordWrite(RecordWriteKind.Create, record.Room)
            {
                Value = record.Value,
                EndsWithLastMember = true,
                ExpiresAfter = left > TimeSpan.Zero || left is null ? left : TimeSpan.FromMilliseconds(1),
            });
            return true;
        }
        catch (ClusterPublishException)
        {
            return false;
        }
        catch (Exception exception)
        {
            // It is tried again after the store was read again. The work on the other records continues.
            book.Namespace.Failures.Report("records", exception);
            return false;
        }
    }
}
