namespace Sockeye.Adapters;

/// <summary>
/// Counts sockets across the cluster. Servers of ours are asked for a number. Those of Node's ignore that question: where not all have answered soon, all are
/// asked for their sockets too, and for a while after that, at once.
/// </summary>
internal sealed class ClusterCounter(ClusterAdapter adapter)
{
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    private readonly SocketIOServer _server = adapter.Namespace.Server;
    private long _mixedSince = long.MinValue;

    private bool IsMixed => Volatile.Read(ref _mixedSince) is var since && since != long.MinValue && _server.Time.GetElapsedTime(since) < Memory;

    public async Task<ClusterCount> CountAsync(BroadcastOptions options, CancellationToken cancellationToken)
    {
        var timeout = options.Flags.Timeout ?? adapter.RequestTimeout;
        var local = options with { Flags = options.Flags with { Local = true } };
        if (!IsMixed)
        {
            var (numbers, missing) = await adapter.Queries.AskAsync(
                new ClusterMessage(ClusterMessageType.CountSockets) { Options = options }, timeout < Grace ? timeout : Grace, cancellationToken);
            if (missing.Count == 0)
            {
                return new ClusterCount((await adapter.CountAsync(local, cancellationToken)).Value + numbers.Sum(static answer => answer.Count), []);
            }
        }

        var (sockets, silent) = await adapter.Queries.AskAsync(new ClusterMessage(ClusterMessageType.FetchSockets) { Options = options }, timeout, cancellationToken);

        // Who answers this question but not the first is a server of Node's; who answers neither is in trouble, and no reason to ask twice from now on.
        if (!IsMixed && silent.Count == 0)
        {
            Volatile.Write(ref _mixedSince, _server.Time.GetTimestamp());
        }

        return new ClusterCount((await adapter.CountAsync(local, cancellationToken)).Value + sockets.Sum(static answer => answer.Sockets.Count), silent);
    }
}
