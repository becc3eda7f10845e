namespace Sockeye.Hooks;

/// <summary>Logs and counts what listeners of the application throw.</summary>
internal interface IListenerFailures
{
    /// <param name="hook">What was listened to.</param>
    /// <param name="exception">What the listener threw, or what its task ended with.</param>
    void OnListenerFailed(string hook, Exception exception);
}
