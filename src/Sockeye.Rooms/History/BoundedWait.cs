namespace Sockeye.History;

/// <summary>Waits for a store, but not for long.</summary>
internal static class BoundedWait
{
    /// <exception cref="TimeoutException">It takes longer. Whatever becomes of it then is not looked at.</exception>
    public static async Task<T> For<T>(Task<T> task, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken = default)
    {
        try
        {
            return await task.WaitAsync(limit, time, cancellationToken);
        }
        finally
        {
            if (!task.IsCompleted)
            {
                _ = task.ContinueWith(
                    static late => late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
        }
    }
}
