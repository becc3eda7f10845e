namespace Sockeye.Connections;

/// <summary>
/// Counts running handlers up to a limit: the handlers of one connection, or those that a server waits for when it closes.
/// </summary>
/// <param name="bound">How many handlers may run.</param>
/// <param name="client">The connection, if any. It is called when there is room again.</param>
internal sealed class HandlersInFlight(int bound, Client? client = null)
{
    private TaskCompletionSource? _room;
    private int _running;

    public bool HasRoom => Volatile.Read(ref _running) < bound;

    /// <param name="task">A handler that handles its own exceptions, or <see langword="null"/>.</param>
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

    public Task WaitForRoomAsync()
    {
        lock (this)
        {
            return _running < bound ? Task.CompletedTask : (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private void Ended()
    {
        TaskCompletionSource? room = null;
        bool isFirst;
        lock (this)
        {
            isFirst = --_running == bound - 1;
            if (isFirst)
            {
                room = _room;
                _room = null;
            }
        }

        room?.TrySetResult();
        if (isFirst)
        {
            client?.OnRoom();
        }
    }
}
