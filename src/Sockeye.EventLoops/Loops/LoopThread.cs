namespace Sockeye.EventLoops;

/// <summary>Threads of the loops, of none of which the process depends: where the system gives none, somebody else goes on.</summary>
internal static class LoopThread
{
    /// <returns><see langword="false"/> if the system has no thread to give.</returns>
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
