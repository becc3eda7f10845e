namespace Sockeye.Hooks;

/// <summary>Logs and counts exceptions of the application's listeners.</summary>
internal interface IListenerFailures
{
    /// <param name="hook">The name of the hook.</param>
    /// <param name="exception">The exception of the listener or of its task.</param>
    void OnListenerFailed(string hook, Exception exception);
}
