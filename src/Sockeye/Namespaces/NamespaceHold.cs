namespace Sockeye.Namespaces;

/// <summary>Keeps an empty namespace until it is disposed of.</summary>
internal sealed class NamespaceHold(Namespace ns) : IDisposable
{
    private bool _isReleased;

    public void Dispose()
    {
        if (!Interlocked.Exchange(ref _isReleased, true))
        {
            ns.Leave();
        }
    }
}
