using Sockeye.Broadcasting;
using Sockeye.Timing;

namespace Sockeye.Records;

/// <summary>
/// Tells clients that watch of what changes: <c>rooms:created</c>, <c>rooms:changed</c>, <c>rooms:members</c> and <c>rooms:deleted</c>, all of a window together. Of a room that comes
/// and goes within it only the end is told: a list that was asked for in between has it.
/// </summary>
internal sealed class RecordWatchers
{
    private readonly RecordBook _book;
    private readonly Func<RecordPicture, ReadOnlyMemory<byte>?> _view;
    private readonly TimeSpan _window;
    private readonly int _maxPage;
    private readonly Lock _gate = new();
    private readonly Dictionary<Socket, string> _prefixes = [];
    private readonly Window _timer;
    private Dictionary<string, WatchedRoom> _rooms = new(StringComparer.Ordinal);

    public RecordWatchers(RecordBook book, Func<RecordPicture, ReadOnlyMemory<byte>?> view, TimeSpan window, int maxPage)
    {
        _book = book;
        _view = view;
        _window = window > TimerWheel.Resolution ? window : TimerWheel.Resolution;
        _maxPage = maxPage;
        _timer = new Window(this);
        book.Changed.Add(OnChanged);
        book.MembersChanged += OnMembersChanged;
    }

    private Namespace Namespace => _book.Namespace;

    /// <summary>The socket is told from now on of rooms whose names begin with the prefix.</summary>
    public void Add(Socket socket, string prefix)
    {
        lock (_gate)
        {
            _prefixes[socket] = prefix;
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
            _prefixes.Remove(socket);
        }
    }

    private void OnChanged(RecordNews news)
    {
        lock (_gate)
        {
            if (_prefixes.Count == 0)
            {
                return;
            }
        }

        var before = news.Kind switch
        {
            RoomRecordChangeKind.Created => (RecordPicture?)null,
            RoomRecordChangeKind.Changed => news.Before,
            _ => news.Picture,
        };
        var wasShown = before is { } picture && _view(picture) is not null;
        lock (_gate)
        {
            var room = Note(news.Picture.Record.Room);
            room.WasShown ??= wasShown;
            room.WasEverShown |= wasShown;
            room.End = news.End;
        }
    }

    private void OnMembersChanged(string room)
    {
        lock (_gate)
        {
            if (_prefixes.Count > 0)
            {
                Note(room);
            }
        }
    }

    private WatchedRoom Note(string name)
    {
        if (_rooms.Count == 0)
        {
            Namespace.Server.Timers.Schedule(_timer, _window);
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
        IGrouping<string, Socket>[] watchers;
        lock (_gate)
        {
            rooms = _rooms;
            _rooms = new(StringComparer.Ordinal);
            watchers = [.. _prefixes.GroupBy(static watcher => watcher.Value, static watcher => watcher.Key, StringComparer.Ordinal)];
        }

        var news = new List<(string Event, string Room, byte[] Record)>();
        foreach (var (name, room) in rooms)
        {
            if (Write(name, room) is { } told)
            {
                news.Add((told.Event, name, told.Record));
            }
        }

        foreach (var group in watchers)
        {
            var wanted = news.Where(change => change.Room.StartsWith(group.Key, StringComparison.Ordinal)).ToArray();
            if (Namespace.RoomGate is { } gate)
            {
                _ = TellCheckedAsync(gate, [.. group], wanted);
            }
            else
            {
                Tell([.. group], wanted);
            }
        }
    }

    private (string Event, byte[] Record)? Write(string name, WatchedRoom room)
    {
        var now = _book.Find(name);
        if (now is { } picture && _view(picture) is { } value)
        {
            return room.WasShown switch
            {
                null => ("rooms:members", ClientRecord.WriteMembers(picture)),
                true => ("rooms:changed", ClientRecord.Write(picture, value)),
                false => ("rooms:created", ClientRecord.Write(picture, value)),
            };
        }

        return room.WasEverShown ? ("rooms:deleted", ClientRecord.WriteEnd(name, now is null ? ClientRecord.ReasonOf(room.End) : "hidden")) : null;
    }

    private void Tell(Socket[] sockets, IReadOnlyList<(string Event, string Room, byte[] Record)> news)
    {
        foreach (var kind in news.GroupBy(static change => change.Event, static change => change.Record))
        {
            byte[][] records = [.. kind];
            for (var start = 0; start < records.Length;)
            {
                var count = ClientRecord.CountOfPacket(records, start, _maxPage);
                var packet = PacketWriter.Event(Namespace, kind.Key).AddAll(ClientRecord.ToArguments(Namespace, records.Skip(start).Take(count))).ToEvent();
                foreach (var socket in sockets)
                {
                    socket.SendEvent(packet, default);
                }

                start += count;
            }
        }
    }

    private async Task TellCheckedAsync(Rooms.IRoomGate gate, Socket[] sockets, IReadOnlyList<(string Event, string Room, byte[] Record)> news)
    {
        foreach (var socket in sockets)
        {
            try
            {
                var allowed = new List<(string Event, string Room, byte[] Record)>();
                foreach (var change in news)
                {
                    if ((await gate.CheckAsync(socket, change.Room, RoomAccess.List)).Allowed)
                    {
                        allowed.Add(change);
                    }
                }

                Tell([socket], allowed);
            }
            catch (Exception exception)
            {
                Namespace.CallbackFailed("records", exception);
            }
        }
    }

    private sealed class Window(RecordWatchers watchers) : WheelTimer
    {
        protected override void OnElapsed() => watchers.OnWindow();
    }
}
