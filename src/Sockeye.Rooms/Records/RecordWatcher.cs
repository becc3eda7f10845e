using System.Diagnostics.CodeAnalysis;

namespace Sockeye.Records;

/// <summary>
/// A client that watches records of which it may not see all. It gets windows one after the other, each after the rules have answered for
/// all of it. So a client gets changes in order, and a slow rule delays only that client. A client that is too far behind gets no more
/// changes, and is informed of that: it may watch and list again.
/// </summary>
internal sealed class RecordWatcher(Socket socket, string prefix, RecordRights rights, int maxPage, Action giveUp)
{
    // The windows are shared by all watchers, so one that waits here costs a reference.
    private const int MaxWindows = 100;
    private const int AskAtOnce = 16;

    private readonly Queue<WatchedChange[]> _windows = new();
    private readonly Lock _gate = new();
    private bool _isTelling;
    private bool _isClosed;

    public Socket Socket => socket;

    public string Prefix => prefix;

    private bool IsClosed
    {
        get
        {
            lock (_gate)
            {
                return _isClosed;
            }
        }
    }

    public void Tell(WatchedChange[] changes)
    {
        bool isBehind;
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            isBehind = _windows.Count == MaxWindows;
            if (!isBehind)
            {
                _windows.Enqueue(changes);
                if (_isTelling)
                {
                    return;
                }

                _isTelling = true;
            }
        }

        if (isBehind)
        {
            giveUp();
            socket.Send(EventPacket.Create(socket.Namespace, "rooms:unwatched", "too slow"));
        }
        else
        {
            // Rules of the application do not run on the thread of the timers.
            _ = Task.Run(RunAsync);
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            _windows.Clear();
        }
    }

    private async Task RunAsync()
    {
        while (TryTake(out var changes))
        {
            try
            {
                await TellAsync(changes);
            }
            catch (Exception exception)
            {
                socket.Namespace.ReportFailure("records", exception);
            }
        }
    }

    private async Task TellAsync(WatchedChange[] changes)
    {
        var told = new List<(string EventName, byte[] Json)?>(changes.Length);
        var asking = new Queue<Task<(string EventName, byte[] Json)?>>();
        foreach (var change in changes)
        {
            if (IsClosed)
            {
                return;
            }

            if (asking.Count == AskAtOnce)
            {
                told.Add(await asking.Dequeue());
            }

            asking.Enqueue(AskAsync(change));
        }

        while (asking.TryDequeue(out var first))
        {
            told.Add(await first);
        }

        if (!IsClosed)
        {
            RecordTelling.Send([socket], told, maxPage);
        }
    }

    // A client that knew the room gets its end even if the rule looks at a record that no longer exists or is another one. So the rule is
    // evaluated for the record as it was.
    private async Task<(string EventName, byte[] Json)?> AskAsync(WatchedChange change)
    {
        if (change.IsMembersOnly)
        {
            return change.For(wasKnown: true, await MayListAsync(change.Now));
        }

        var isShown = await MayListAsync(change.Now);
        return change.For(await MayListAsync(change.Before) || (!isShown && await MayListAsync(change.Between)), isShown);

        async ValueTask<bool> MayListAsync(RecordPicture? picture) => picture is not null && (await rights.AskAsync(socket, change.Room, picture)).Allowed;
    }

    private bool TryTake([NotNullWhen(true)] out WatchedChange[]? changes)
    {
        lock (_gate)
        {
            return _windows.TryDequeue(out changes) || (_isTelling = false);
        }
    }
}
