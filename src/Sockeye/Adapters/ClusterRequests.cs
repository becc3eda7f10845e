using System.Collections.Concurrent;

namespace Sockeye.Adapters;

/// <summary>The requests of one adapter that still wait for other servers: questions, and broadcasts with acknowledgements.</summary>
internal sealed class ClusterRequests(ClusterAdapter adapter)
{
    private static readonly TimeSpan LongestNaming = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, ClusterRequest> _requests = new(StringComparer.Ordinal);
    private readonly SocketIOServer _server = adapter.Namespace.Server;

    public bool IsAwaited(string requestId) => _requests.ContainsKey(requestId);

    /// <summary>Handles an answer.</summary>
    /// <returns>Whether a request waits for it.</returns>
    public bool Receive(ClusterMessage message) =>
        message.RequestId is { } requestId && _requests.TryGetValue(requestId, out var request) && request.Receive(message);

    /// <summary>Asks all other servers.</summary>
    /// <returns>The answers that came within the time-out, and the servers that did not answer.</returns>
    public async Task<(IReadOnlyList<ClusterMessage> Answers, IReadOnlyList<string> Missing)> AskAsync(
        ClusterMessage message, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var query = new ClusterQuery(_server, timeout);
        var missing = await RunAsync(query, () => SendAsync(query, message), cancellationToken);
        return (query.Answers, missing);
    }

    /// <summary>Sends a request and waits for its answers. The request has ended when this returns.</summary>
    /// <param name="request">Gets the answers.</param>
    /// <param name="send">Sends the request.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>The servers that did not answer. It fails only if it is cancelled.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(ClusterRequest request, Func<Task> send, CancellationToken cancellationToken)
    {
        _requests[request.Id] = request;
        request.Start(LookUpAsync);
        try
        {
            var sending = ExpectAndSendAsync(request, send, cancellationToken);

            _ = sending.ContinueWith(static ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

            // A backend that hangs must not hold up the caller beyond the time-out.
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

    /// <summary>Looks up which servers are living after that has changed, so that no request waits for a server that has gone.</summary>
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

    /// <summary>The ids of servers that did not answer, if the backend knows them.</summary>
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
            // The backend does not know their ids: they stay without names.
        }

        string[] silent = [.. (living ?? []).Where(id => id != adapter.ServerId && !request.HasAnswered(id))];
        return silent.Length == count ? silent : [.. Enumerable.Repeat(ClusterAdapter.UnknownServer, count)];
    }

    private async Task LookUpAsync(ClusterRequest request)
    {
        try
        {
            // After an outage the backend may not know this server yet. Then it does not know the others either.
            if (await adapter.FindLivingServersAsync() is { } living && living.Contains(adapter.ServerId))
            {
                request.Living([.. living.Where(id => id != adapter.ServerId)]);
            }
        }
        catch (Exception)
        {
            // The look-up failed now. The caller still has its time-out.
        }
    }
}
