using System.Collections.Concurrent;

namespace Sockeye.Recovery;

/// <summary>
/// Writes the sessions of a namespace to the backend in the background. The end of a socket does not wait for that, but a client that comes
/// back does.
/// </summary>
internal sealed class ClusterSessions(Namespace ns, RecoveryOptions options, IClusterEventLog log)
{
    private readonly ConcurrentDictionary<Task, bool> _saving = new();

    /// <summary>Completes when the backend has what was saved so far.</summary>
    public Task WhenSavedAsync() => Task.WhenAll(_saving.Keys);

    public void Save(ClusterSession session)
    {
        var saving = SaveAsync(session);
        if (!saving.IsCompleted)
        {
            _saving[saving] = true;
            saving.ContinueWith(task => _saving.TryRemove(task, out _), TaskScheduler.Default);
        }
    }

    private async Task SaveAsync(ClusterSession session)
    {
        try
        {
            await log.SaveSessionAsync(session, options.MaxDisconnectionDuration);
        }
        catch (Exception exception)
        {
            ns.Server.RecoveryFailed(exception, ns);
        }
    }
}
