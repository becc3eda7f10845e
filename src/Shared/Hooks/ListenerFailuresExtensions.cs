namespace Sockeye.Hooks;

/// <summary>Reports failures without failing.</summary>
internal static class ListenerFailuresExtensions
{
    /// <summary>
    /// Logs and counts an exception. Listeners of the log or of the meter may throw too. That cannot be reported anywhere, and must not
    /// affect what follows.
    /// </summary>
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
