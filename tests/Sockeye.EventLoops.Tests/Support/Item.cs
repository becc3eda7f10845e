namespace Sockeye.EventLoops.Tests.Support;

/// <summary>Something to be deferred.</summary>
internal sealed class Item(Action execute) : IThreadPoolWorkItem
{
    public void Execute() => execute();
}
