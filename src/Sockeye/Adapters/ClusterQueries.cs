using System.Collections.Concurrent;

namespace Sockeye.Adapters;

/// <summary>The questions of one adapter to the other servers that wait for answers.</summary>
internal sealed class ClusterQueries(ClusterAdapter adapter)
{
    private readonly ConcurrentDictionary<string, ClusterQuery> _queries = new(StringComparer.Ordinal);
    private readonly SocketIOServer _server = adapter.Namespace.Server;

    public bool IsAwaited(string requestId) => _queries.ContainsKey(requestId);

    /// <summary>An answer has come.</summary>
    /// <returns>Whether anybody waits for it.</returns>
    public bool Answer(ClusterMessage message) =>
        message.RequestId is { } requestId && _queries.TryGetValue(requestId, out var query) && query.Add(message);

    /// <summary>Asks all other servers.</summary>
    /// <returns>What they answered within the time-out, and the servers that did not.</returns>
    public async Task<(IReadOnlyList<ClusterMessage> Answers, IReadOnlyList<string> Missing)> AskAsync(
        ClusterMessage request, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var requestId = ClusterAdapter.NewId();
        var query = new ClusterQuery(_server, timeout, LookUpAsync);
        try
        {
            var servers = await adapter.ServerCountAsync(cancellationToken).WaitAsync(timeout, _server.Time, cancellationToken);
            if (servers <= 1)
            {
                return ([], []);
            }

            _queries[requestId] = query;
            query.Expect(servers - 1);
            query.Start();
            await adapter.SendAsync(request with { RequestId = requestId });
            await query.Completion.WaitAsync(cancellationToken);
            return (query.Answers, await NameMissingAsync(query.Unanswered, query.HasAnswered));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            query.Stop();
            return (query.Answers, [ClusterAdapter.UnknownServer]);
        }
        finally
        {
            _queries.TryRemove(requestId, out _);
            query.Stop();
        }
    }

    /// <summary>The ids of servers that did not answer, as far as the backend knows them.</summary>
    public async Task<IReadOnlyList<string>> NameMissingAsync(int count, Func<string, bool> hasAnswered)
    {
        if (count == 0)
        {
            return [];
        }

        IReadOnlyCollection<string>? living = null;
        try
        {
            living = await adapter.FindLivingServersAsync();
        }
        catch (Exception)
        {
            // Then they have no names.
        }

        string[] silent = [.. (living ?? []).Where(id => id != adapter.ServerId && !hasAnswered(id))];
        return silent.Length == count ? silent : [.. Enumerable.Repeat(ClusterAdapter.UnknownServer, count)];
    }

    /// <summary>Who is there has changed: questions need not wait for who has gone.</summary>
    public void LookUpAll()
    {
        foreach (var query in _queries.Values)
        {
            _ = LookUpAsync(query);
        }
    }

    private async Task LookUpAsync(ClusterQuery query)
    {
        try
        {
            if (await adapter.FindLivingServersAsync() is { } living)
            {
                query.Living(living.Where(id => id != adapter.ServerId));
            }
        }
        catch (Exception)
        {
            // Not now: the query has its time-out.
        }
    }
}
