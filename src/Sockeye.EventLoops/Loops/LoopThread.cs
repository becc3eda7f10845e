namespace Sockeye.EventLoops;

/// <summary>
/// Starts the threads of the loops. The process does not depend on any of them: if the system provides no thread, the caller continues
/// without.
/// </summary>
internal static class LoopThread
{
    /// <returns><see langword="false"/> if the system provides no thread.</returns>
    public static bool TryStart(string name, Action run)
    {
        try
        {
            new Thread(static run => ((Action)run!)()) { IsBackground = true, Name = name }.UnsafeStart(run);
            return true;
        }
        catch (Exception exception) when (exception is OutOfMemoryException or ThreadStartException)
        {
            return false;
        }
    }
}
