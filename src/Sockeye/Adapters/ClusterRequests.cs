using System.Collections.Concurrent;

namespace Sockeye.Adapters;

/// <summary>What one adapter has asked the other servers for, and waits for: questions, and broadcasts with acknowledgements.</summary>
internal sealed class ClusterRequests(ClusterAdapter adapter)
{
    private static readonly TimeSpan LongestNaming = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, ClusterRequest> _requests = new(StringComparer.Ordinal);
    private readonly SocketIOServer _server = adapter.Namespace.Server;

    public bool IsAwaited(string requestId) => _requests.ContainsKey(requestId);

    /// <summary>An answer has come.</summary>
    /// <returns>Whether anybody waits for it.</returns>
    public bool Receive(ClusterMessage message) =>
        message.RequestId is { } requestId && _requests.TryGetValue(requestId, out var request) && request.Receive(message);

    /// <summary>Asks all other servers.</summary>
    /// <returns>What they answered within the time-out, and the servers that did not.</returns>
    public async Task<(IReadOnlyList<ClusterMessage> Answers, IReadOnlyList<string> Missing)> AskAsync(
        ClusterMessage message, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var query = new ClusterQuery(_server, timeout);
        var missing = await RunAsync(query, () => SendAsync(query, message), cancellationToken);
        return (query.Answers, missing);
    }

    /// <summary>Has something sent that asks for answers, and waits for these. It has ended then.</summary>
    /// <param name="request">Gets the answers.</param>
    /// <param name="send">Sends what asks for them.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The servers that did not answer. It fails only if it is cancelled.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(ClusterRequest request, Func<Task> send, CancellationToken cancellationToken)
    {
        _requests[request.Id] = request;
        request.Start(LookUpAsync);
        try
        {
            var sending = ExpectAndSendAsync(request, send, cancellationToken);

            _ = sending.ContinueWith(static ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

            // A backend that hangs must not keep anybody beyond the time-out.
            await await Task.WhenAny(sending, request.Completion).WaitAsync(cancellationToken);
            await request.Completion.WaitAsync(cancellationToken);
            return request.Servers < 0 ? [ClusterAdapter.UnknownServer] : await NameMissingAsync(request);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return [ClusterAdapter.UnknownServer];
        }
        finally
        {
            _requests.TryRemove(request.Id, out _);
            request.Stop();
        }
    }

    public Task SendAsync(ClusterRequest request, ClusterMessage message) => adapter.SendAsync(message with { RequestId = request.Id }).AsTask();

    /// <summary>Who is there has changed: nobody need wait for who has gone.</summary>
    public void LookUpAll()
    {
        foreach (var request in _requests.Values)
        {
            _ = LookUpAsync(request);
        }
    }

    private async Task ExpectAndSendAsync(ClusterRequest request, Func<Task> send, CancellationToken cancellationToken)
    {
        var counting = adapter.CountOthersAsync(cancellationToken);
        if (request.IsOrdered)
        {
            await Task.WhenAll(counting, send());
            request.Expect(await counting);
        }
        else if (await counting is > 0 and var others)
        {
            request.Expect(others);
            await send();
        }
        else
        {
            request.Expect(0);
        }
    }

    /// <summary>The ids of servers that did not answer, as far as the backend knows them.</summary>
    private async Task<IReadOnlyList<string>> NameMissingAsync(ClusterRequest request)
    {
        var count = request.Missing;
        if (count == 0)
        {
            return [];
        }

        IReadOnlyCollection<string>? living = null;
        try
        {
            living = await adapter.FindLivingServersAsync().AsTask().WaitAsync(LongestNaming, _server.Time);
        }
        catch (Exception)
        {
            // Then they have no names.
        }

        string[] silent = [.. (living ?? []).Where(id => id != adapter.ServerId && !request.HasAnswered(id))];
        return silent.Length == count ? silent : [.. Enumerable.Repeat(ClusterAdapter.UnknownServer, count)];
    }

    private async Task LookUpAsync(ClusterRequest request)
    {
        try
        {
            // A backend that does not know of this server, after it was away, does not know of others either.
            if (await adapter.FindLivingServersAsync() is { } living && living.Contains(adapter.ServerId))
            {
                request.Living([.. living.Where(id => id != adapter.ServerId)]);
            }
        }
        catch (Exception)
        {
            // Not now: the caller has a time-out.
        }
    }
}
