namespace Sockeye.Records;

/// <summary>Tells what has changed on this server, in the order of the changes: outside of all locks, by whoever is telling already.</summary>
internal sealed class RecordTeller(RecordReplica replica, Action<RecordNews> changed)
{
    private bool _isTelling;

    /// <summary>Tells what nobody was told of yet. Called without locks.</summary>
    public void Tell()
    {
        lock (replica.Gate)
        {
            if (_isTelling || replica.News.Count == 0)
            {
                return;
            }

            _isTelling = true;
        }

        while (true)
        {
            RecordNews news;
            lock (replica.Gate)
            {
                if (!replica.News.TryDequeue(out news))
                {
                    _isTelling = false;
                    return;
                }
            }

            changed(news);
        }
    }
}
