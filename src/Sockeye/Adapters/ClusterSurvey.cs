namespace Sockeye.Adapters;

/// <summary>
/// Asks for a summary of the sockets across the cluster. Servers of ours answer it. Those of Node's ignore that question: where not all have answered soon, all are
/// asked for their sockets too, and for a while after that, at once.
/// </summary>
internal sealed class ClusterSurvey(ClusterAdapter adapter)
{
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    private readonly SocketIOServer _server = adapter.Namespace.Server;
    private long _mixedSince = long.MinValue;

    private bool IsMixed => Volatile.Read(ref _mixedSince) is var since && since != long.MinValue && _server.Time.GetElapsedTime(since) < Memory;

    /// <summary>Asks all other servers.</summary>
    /// <returns>Their summaries or their sockets, of one kind only, and the servers that did not answer.</returns>
    public async Task<(IReadOnlyList<ClusterMessage> Answers, IReadOnlyList<string> Missing)> AskAsync(
        ClusterMessage request, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (!IsMixed)
        {
            var (summaries, missing) = await adapter.Queries.AskAsync(request, timeout < Grace ? timeout : Grace, cancellationToken);
            if (missing.Count == 0)
            {
                return (summaries, []);
            }
        }

        var (sockets, silent) = await adapter.Queries.AskAsync(
            new ClusterMessage(ClusterMessageType.FetchSockets) { Options = request.Options }, timeout, cancellationToken);

        // Who answers this question but not the first is a server of Node's; who answers neither is in trouble, and no reason to ask twice from now on.
        if (!IsMixed && silent.Count == 0)
        {
            Volatile.Write(ref _mixedSince, _server.Time.GetTimestamp());
        }

        return (sockets, silent);
    }
}
