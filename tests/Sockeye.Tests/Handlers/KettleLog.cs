using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Sockeye.Tests.Handlers;

/// <summary>What kettles have heard.</summary>
internal sealed class KettleLog
{
    public int Disposed;

    public ConcurrentQueue<string> Poured { get; } = new();

    public ConcurrentQueue<string> Instances { get; } = new();

    public Channel<string> Hooks { get; } = Channel.CreateUnbounded<string>();
}
