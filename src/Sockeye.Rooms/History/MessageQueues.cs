namespace Sockeye.History;

/// <summary>
/// Writes messages to the store and then sends them to the members, in the same order within a room. While the store works for a room,
/// further messages for that room wait and are written in one step afterwards. Other rooms do not wait for it.
/// </summary>
internal sealed class MessageQueues(Namespace ns, RoomHistoryOptions options, HistoryStore store)
{
    private const int MaxBatch = 100;
    private const int MaxBatchBytes = 1024 * 1024;

    // The rooms for which the store is working.
    private readonly Dictionary<string, Queue<PendingMessage>> _rooms = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private long _bytes;
    private int _count;

    /// <summary>Adds a message.</summary>
    /// <returns>The offset of the message, after the store has it and it was sent to the members.</returns>
    public Task<string> AddAsync(PendingMessage message)
    {
        if (!TryAdd(message, out var started))
        {
            message.Failed(new InvalidOperationException("too many messages wait for the store already."), options.WhenUnavailable);
        }
        else if (started is not null)
        {
            _ = RunAsync(message.Room, started);
        }

        return message.Completion;
    }

    /// <param name="message">The message.</param>
    /// <param name="started">The queue of the room if no thread works on it yet.</param>
    private bool TryAdd(PendingMessage message, out Queue<PendingMessage>? started)
    {
        started = null;
        lock (_gate)
        {
            if (_count >= options.MaxPendingMessages || _bytes + message.Bytes > options.MaxPendingBytes)
            {
                return false;
            }

            _count++;
            _bytes += message.Bytes;
            if (!_rooms.TryGetValue(message.Room, out var queue))
            {
                _rooms.Add(message.Room, queue = started = new());
            }

            queue.Enqueue(message);
            return true;
        }
    }

    private async Task RunAsync(string room, Queue<PendingMessage> queue)
    {
        var batch = new List<PendingMessage>();
        TryTake(room, queue, batch);
        while (true)
        {
            await AppendAsync(room, batch);
            Release(batch);
            if (!TryTake(room, queue, batch))
            {
                return;
            }

            // The caller has its answer. Messages that others have added meanwhile are not its work.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }
    }

    private async ValueTask AppendAsync(string room, List<PendingMessage> batch)
    {
        IReadOnlyList<string> offsets;
        try
        {
            offsets = await AskAsync(room, batch);
        }
        catch (Exception exception)
        {
            foreach (var message in batch)
            {
                message.Failed(exception, options.WhenUnavailable);
            }

            return;
        }

        for (var i = 0; i < batch.Count; i++)
        {
            batch[i].Kept(offsets[i]);
        }
    }

    private async ValueTask<IReadOnlyList<string>> AskAsync(string room, List<PendingMessage> batch)
    {
        var time = ns.Server.Time;
        var left = RoomHistory.LongestWait - time.GetElapsedTime(batch[0].Added);
        if (left <= TimeSpan.Zero)
        {
            throw new TimeoutException("the store is too slow.");
        }

        var asked = store.AppendAsync(ns.Name, room, [.. batch.Select(static message => message.Event)], options);
        var offsets = asked.IsCompleted ? await asked : await BoundedWait.For(asked.AsTask(), left, time);
        return offsets.Count == batch.Count ? offsets : throw new InvalidOperationException("the store returned a wrong number of offsets.");
    }

    private bool TryTake(string room, Queue<PendingMessage> queue, List<PendingMessage> batch)
    {
        batch.Clear();
        lock (_gate)
        {
            var bytes = 0L;
            while (batch.Count < MaxBatch && queue.TryPeek(out var next) && (batch.Count == 0 || bytes + next.Bytes <= MaxBatchBytes))
            {
                bytes += next.Bytes;
                batch.Add(queue.Dequeue());
            }

            if (batch.Count == 0)
            {
                _rooms.Remove(room);
            }
        }

        return batch.Count > 0;
    }

    private void Release(List<PendingMessage> batch)
    {
        lock (_gate)
        {
            _count -= batch.Count;
            foreach (var message in batch)
            {
                _bytes -= message.Bytes;
            }
        }
    }
}
