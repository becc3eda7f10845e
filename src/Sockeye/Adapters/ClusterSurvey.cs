namespace Sockeye.Adapters;

/// <summary>
/// Asks for a summary of the sockets across the cluster: a number, or names. Servers of Node's ignore that question. Where not all have answered soon, the same question is
/// asked in their words too, which is for the sockets themselves; it says that the other one was asked, so that servers of this library answer that one however slow they are. As
/// long as there are servers of Node's, both are asked at once.
/// </summary>
internal sealed class ClusterSurvey(ClusterAdapter adapter)
{
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    private readonly SocketIOServer _server = adapter.Namespace.Server;
    private long _mixedSince = long.MinValue;

    private bool IsMixed => Volatile.Read(ref _mixedSince) is var since && since != long.MinValue && _server.Time.GetElapsedTime(since) < Memory;

    /// <summary>Asks all other servers.</summary>
    /// <returns>The summary or the sockets of each, and the servers that did not answer.</returns>
    public async Task<(IReadOnlyList<ClusterMessage> Answers, IReadOnlyList<string> Missing)> AskAsync(
        ClusterMessage question, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var query = new ClusterQuery(_server, timeout);
        var missing = await adapter.Requests.RunAsync(query, () => SendAsync(query, question), cancellationToken);
        if (query.Answers.Any(static answer => answer.Type == ClusterMessageType.FetchSocketsResponse))
        {
            Volatile.Write(ref _mixedSince, _server.Time.GetTimestamp());
        }

        return (query.Answers, missing);
    }

    private async Task SendAsync(ClusterQuery query, ClusterMessage question)
    {
        await adapter.Requests.SendAsync(query, question);
        if (!IsMixed)
        {
            try
            {
                await query.Completion.WaitAsync(Grace, _server.Time);
                return;
            }
            catch (TimeoutException)
            {
                // Somebody is slow, or of Node's.
            }
        }

        await adapter.Requests.SendAsync(query, new ClusterMessage(ClusterMessageType.FetchSockets)
        {
            Options = question.Options,
            Capabilities = ClusterCapabilities.Summaries | adapter.OwnCapabilities,
        });
    }
}
