using Sockeye.Timing;

namespace Sockeye.Records;

/// <summary>
/// The clients that watch records. Changes within a window are sent together. If a room is created and ended within a window, only its end
/// is sent, because a list that was read in between has it. Each client has its own <see cref="RecordWatcher"/>, which checks its
/// permissions.
/// </summary>
internal sealed class RecordWatchers
{
    private readonly RecordBook _book;
    private readonly RecordRights _rights;
    private readonly Func<RecordPicture, ReadOnlyMemory<byte>?> _view;
    private readonly TimeSpan _window;
    private readonly int _maxPage;
    private readonly Lock _gate = new();
    private readonly Dictionary<Socket, RecordWatcher> _watchers = [];
    private readonly Window _timer;
    private Dictionary<string, WatchedRoom> _rooms = new(StringComparer.Ordinal);
    private bool _isTelling;

    public RecordWatchers(RecordBook book, RecordRights rights, Func<RecordPicture, ReadOnlyMemory<byte>?> view, TimeSpan window, int maxPage)
    {
        _book = book;
        _rights = rights;
        _view = view;
        _window = window > TimerWheel.Resolution ? window : TimerWheel.Resolution;
        _maxPage = maxPage;
        _timer = new Window(this);
        book.Changed.Add(OnChanged);
        book.MembersChanged += OnMembersChanged;
    }

    /// <summary>Sends a socket the changes of rooms whose names begin with the prefix, and of no others, from now on.</summary>
    public void Add(Socket socket, string prefix)
    {
        lock (_gate)
        {
            // With another prefix it begins again, because what waits for the rules belongs to the former prefix.
            if (!_watchers.TryGetValue(socket, out var watcher) || watcher.Prefix != prefix)
            {
                watcher?.Close();
                _watchers[socket] = new RecordWatcher(socket, prefix, _rights, _maxPage, () => Remove(socket));
            }
        }

        if (!socket.Connected)
        {
            Remove(socket);
        }
    }

    public void Remove(Socket socket)
    {
        lock (_gate)
        {
            if (_watchers.Remove(socket, out var watcher))
            {
                watcher.Close();
            }
        }
    }

    /// <summary>
    /// Whether changes are noted. Changes of an open window are noted to its end, even if the last client has gone. A client that comes
    /// before the end gets the whole window, and must not get an older record than in the list that it has.
    /// </summary>
    private bool IsNoting => _watchers.Count > 0 || _rooms.Count > 0;

    private void OnChanged(RecordNews news)
    {
        lock (_gate)
        {
            if (IsNoting)
            {
                Note(news.Picture.Record.Room).Add(news);
            }
        }
    }

    private void OnMembersChanged(string room)
    {
        lock (_gate)
        {
            if (IsNoting)
            {
                Note(room);
            }
        }
    }

    private WatchedRoom Note(string name)
    {
        // One window at a time: while the application's client view is slow, changes wait for the next window. That one begins when this
        // one is sent.
        if (_rooms.Count == 0 && !_isTelling)
        {
            _book.Namespace.Server.Timers.Schedule(_timer, _window);
        }

        if (!_rooms.TryGetValue(name, out var room))
        {
            _rooms.Add(name, room = new WatchedRoom());
        }

        return room;
    }

    private void OnWindow()
    {
        Dictionary<string, WatchedRoom> rooms;
        IGrouping<string, RecordWatcher>[] groups;
        lock (_gate)
        {
            rooms = _rooms;
            _rooms = new(StringComparer.Ordinal);
            groups = [.. _watchers.Values.GroupBy(static watcher => watcher.Prefix, StringComparer.Ordinal)];
            _isTelling = true;
        }

        try
        {
            Tell(rooms, groups);
        }
        finally
        {
            lock (_gate)
            {
                _isTelling = false;
                if (_rooms.Count > 0)
                {
                    _book.Namespace.Server.Timers.Schedule(_timer, _window);
                }
            }
        }
    }

    private void Tell(Dictionary<string, WatchedRoom> rooms, IGrouping<string, RecordWatcher>[] groups)
    {
        var changes = new List<WatchedChange>(rooms.Count);
        foreach (var (name, room) in rooms)
        {
            if (ToChange(name, room) is { } change)
            {
                changes.Add(change);
            }
        }

        // In the order of the names, the rooms of each prefix are next to each other.
        changes.Sort(static (one, other) => string.CompareOrdinal(one.Room, other.Room));
        foreach (var group in groups)
        {
            var wanted = WithPrefix(changes, group.Key);
            if (wanted.Length == 0)
            {
                continue;
            }

            if (_rights.IsRestricted)
            {
                foreach (var watcher in group)
                {
                    watcher.Tell(wanted);
                }
            }
            else
            {
                RecordTelling.Send([.. group.Select(static watcher => watcher.Socket)], wanted.Select(static change => change.For(change.WasKnown, change.Now is not null)), _maxPage);
            }
        }
    }

    private static WatchedChange[] WithPrefix(List<WatchedChange> changes, string prefix)
    {
        var (start, end) = (0, changes.Count);
        while (start < end)
        {
            var middle = (start + end) / 2;
            (start, end) = string.CompareOrdinal(changes[middle].Room, prefix) < 0 ? (middle + 1, end) : (start, middle);
        }

        while (end < changes.Count && changes[end].Room.StartsWith(prefix, StringComparison.Ordinal))
        {
            end++;
        }

        return [.. changes.Skip(start).Take(end - start)];
    }

    private WatchedChange? ToChange(string name, WatchedRoom room)
    {
        var known = _book.Find(name);
        if (!room.HasNews)
        {
            return known is { } same && _view(same) is not null ? new WatchedChange(name, same, null, same, ClientRecord.WriteMembers(same), string.Empty, IsMembersOnly: true) : null;
        }

        // Later changes of the record are sent in the next window. The number of its members may be the present one.
        var now = known is { } picture && picture.Record == room.Now?.Record ? known : room.Now;
        var value = now is { } record ? _view(record) : null;
        var change = new WatchedChange(
            name, Shown(room.Before), Shown(room.Between), value is null ? null : now, value is { } shown ? ClientRecord.Write(now!.Value, shown) : [],
            now is null ? ClientRecord.ReasonOf(room.End) : ClientRecord.Hidden, IsMembersOnly: false);
        return value is null && !change.WasKnown ? null : change;
    }

    private RecordPicture? Shown(RecordPicture? picture) => picture is { } record && _view(record) is not null ? picture : null;

    private sealed class Window(RecordWatchers watchers) : WheelTimer
    {
        protected override void OnElapsed() => watchers.OnWindow();
    }
}
