namespace Sockeye.Adapters;

/// <summary>
/// Asks the cluster for a summary of its sockets: a number or names. Node servers ignore that question, so if not all servers answer soon,
/// the same is asked in the words of Node, which is a request for the sockets themselves. The second request names the first one, so that a
/// slow Sockeye server answers only the first. While Node servers are known to be there, both requests are sent at once.
/// </summary>
internal sealed class ClusterSurvey(ClusterAdapter adapter)
{
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    private readonly SocketIOServer _server = adapter.Namespace.Server;
    private long _mixedSince = long.MinValue;

    private bool IsMixed => Volatile.Read(ref _mixedSince) is var since && since != long.MinValue && _server.Time.GetElapsedTime(since) < Memory;

    /// <summary>Asks all other servers.</summary>
    /// <returns>The summary or the sockets of each server, and the servers that did not answer.</returns>
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
                // A server is slow, or it is a Node server.
            }
        }

        await adapter.Requests.SendAsync(query, new ClusterMessage(ClusterMessageType.FetchSockets)
        {
            Options = question.Options,
            Capabilities = ClusterCapabilities.Summaries | adapter.OwnCapabilities,
        });
    }
}
