namespace Sockeye.Connections;

/// <summary>Counts the handlers of one connection that are still running, and stops its reading at the bound.</summary>
internal sealed class HandlersInFlight(int bound)
{
    private TaskCompletionSource? _room;
    private int _running;
    private bool _released;

    /// <param name="task">A handler that takes care of its own exceptions, or nothing.</param>
    public void Track(Task? task)
    {
        if (task is null || task.IsCompleted)
        {
            return;
        }

        lock (this)
        {
            _running++;
        }

        task.GetAwaiter().UnsafeOnCompleted(Ended);
    }

    public ValueTask WaitForRoomAsync()
    {
        if (Volatile.Read(ref _running) < bound)
        {
            return default;
        }

        lock (this)
        {
            if (_running < bound || _released)
            {
                return default;
            }

            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(_room.Task);
        }
    }

    /// <summary>The connection is gone: nobody has to wait any more.</summary>
    public void Release()
    {
        TaskCompletionSource? room;
        lock (this)
        {
            _released = true;
            room = _room;
        }

        room?.TrySetResult();
    }

    private void Ended()
    {
        TaskCompletionSource? room = null;
        lock (this)
        {
            _running--;
            if (_running < bound)
            {
                room = _room;
                _room = null;
            }
        }

        room?.TrySetResult();
    }
}
