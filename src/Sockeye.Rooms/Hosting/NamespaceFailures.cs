using Sockeye.Hooks;

namespace Sockeye.Hosting;

/// <summary>Reports exceptions of listeners as failures of their namespace.</summary>
internal sealed class NamespaceFailures(Namespace ns) : IListenerFailures
{
    public void OnListenerFailed(string hook, Exception exception) => ns.ReportFailure(hook, exception);
}
