namespace Sockeye.History;

/// <summary>Waits for a store for a limited time.</summary>
internal static class BoundedWait
{
    /// <exception cref="TimeoutException">The store takes longer. Its later result is ignored.</exception>
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
