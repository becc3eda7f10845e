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

    /// <summary>Lets a stream end that lingers.</summary>
    public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
