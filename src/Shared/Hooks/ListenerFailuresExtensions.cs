namespace Sockeye.Hooks;

/// <summary>Reports failures without failing.</summary>
internal static class ListenerFailuresExtensions
{
    /// <summary>Logs and counts an exception. What listens to the log or to the meter may throw as well: there is nobody left to tell that, and what follows must not be lost for it.</summary>
    public static void Report(this IListenerFailures failures, string hook, Exception exception)
    {
        try
        {
            failures.OnListenerFailed(hook, exception);
        }
        catch (Exception)
        {
            // The report is lost.
        }
    }
}
