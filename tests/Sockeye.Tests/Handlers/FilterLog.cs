using System.Collections.Concurrent;

namespace Sockeye.Tests.Handlers;

/// <summary>What filters have seen.</summary>
internal sealed class FilterLog
{
    public ConcurrentQueue<string> Stamps { get; } = new();
}
