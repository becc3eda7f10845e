using System.Text.Json;
using Sockeye.Hooks;
using Sockeye.Timing;

namespace Sockeye.Presences;

/// <summary>
/// Tells the members of rooms on this server what has changed, and who joins what was told so far. Changes of a room are told at once where none was told lately, and otherwise together at
/// the end of the window: a member that comes and goes within it was never there. What is more than a snapshot holds is told by one. One thread tells at a time, so that everybody hears of the changes in one order.
/// </summary>
internal sealed class PresenceNews
{
    private const string SnapshotEvent = "presence:snapshot";

    private readonly Namespace _namespace;
    private readonly PresenceOptions _options;
    private readonly Presence _presence;
    private readonly NewsQueue<(PresenceRoom? Room, Socket? Newcomer, string Name)> _queue;
    private readonly List<PresenceRoom> _waiting = [];
    private readonly Window _window;
    private bool _isScheduled;
    private bool _isClosed;

    public PresenceNews(Namespace ns, PresenceOptions options, Presence presence)
    {
        _namespace = ns;
        _options = options;
        _presence = presence;
        _window = new Window(this);
        _queue = new(Tell, "presence", ns.Failures);
    }

    public PresenceReplica Replica { get; set; } = null!;

    public PresenceAudience Audience { get; } = new();

    private TimeProvider Time => _namespace.Server.Time;

    /// <summary>A room has changed. Called under the lock of the replica; <see cref="Tell()"/> has to follow.</summary>
    public void Note(PresenceRoom room)
    {
        if (room.IsAwaited || _isClosed)
        {
            return;
        }

        room.IsAwaited = true;
        if (IsDue(room))
        {
            _queue.Enqueue((room, null, room.Name));
            return;
        }

        _waiting.Add(room);
        Schedule();
    }

    /// <summary>
    /// A socket may see who is in a room: it is told who was there, and of changes from then on. Called under the lock of the replica; <see cref="Tell()"/> has to follow.
    /// </summary>
    public void Welcome(Socket socket, string room)
    {
        if (Audience.SetSees(socket, room, true))
        {
            _queue.Enqueue((null, socket, room));
        }
    }

    /// <summary>Tells what is queued. Called without the lock.</summary>
    public void Tell() => _queue.Tell();

    public void Close()
    {
        lock (Replica.Gate)
        {
            _isClosed = true;
            _queue.Close();
            _waiting.Clear();
        }

        _namespace.Server.Timers.Cancel(_window);
    }

    private void Tell((PresenceRoom? Room, Socket? Newcomer, string Name) next)
    {
        if (next.Newcomer is { } newcomer)
        {
            SendSnapshot(newcomer, next.Name);
        }
        else
        {
            TellNews(next.Room!);
        }
    }

    private bool IsDue(PresenceRoom room) =>
        room.LastTold == long.MinValue || Time.GetElapsedTime(room.LastTold) >= _options.CoalescingWindow;

    private void Schedule()
    {
        if (!_isScheduled)
        {
            _isScheduled = true;
            _namespace.Server.Timers.Schedule(_window, _options.CoalescingWindow > TimerWheel.Resolution ? _options.CoalescingWindow : TimerWheel.Resolution);
        }
    }

    private void OnWindow()
    {
        lock (Replica.Gate)
        {
            _isScheduled = false;
            if (_isClosed)
            {
                return;
            }

            foreach (var room in _waiting.Where(IsDue))
            {
                _queue.Enqueue((room, null, room.Name));
            }

            _waiting.RemoveAll(IsDue);
            if (_waiting.Count > 0)
            {
                Schedule();
            }
        }

        Tell();
    }

    private void TellNews(PresenceRoom room)
    {
        List<(MemberState? Before, MemberState? Now)> news;
        int count;
        Socket[] audience;
        JsonElement? picture = null;
        lock (Replica.Gate)
        {
            room.IsAwaited = false;
            news = room.TakeNews();
            count = room.Count;
            if (news.Count == 0)
            {
                Replica.Trim(room);
                return;
            }

            room.LastTold = Time.GetTimestamp();
            audience = Audience.In(room.Name);
            if (news.Count > _options.MaxSnapshot)
            {
                picture = PictureOf(room, room.Name);
            }

            if (count == 0)
            {
                // It is remembered for a window more: somebody may come and go all the time, and others look on.
                room.IsAwaited = true;
                _waiting.Add(room);
                Schedule();
            }
        }

        if (picture is { } all)
        {
            Send(audience, SnapshotEvent, all);
        }
        else
        {
            Send(room.Name, audience, "presence:left", news.Where(static change => change.Now is null).Select(static change => change.Before!), count, PresenceJson.WriteId);
            Send(room.Name, audience, "presence:joined", news.Where(static change => change.Before is null).Select(static change => change.Now!), count, PresenceJson.WriteMember);
            Send(
                room.Name, audience, "presence:updated", news.Where(static change => change is { Before: not null, Now: not null }).Select(static change => change.Now!), count, PresenceJson.WriteMember);
        }

        foreach (var (before, now) in news)
        {
            var kind = now is null ? PresenceChangeKind.Left : before is null ? PresenceChangeKind.Joined : PresenceChangeKind.Updated;
            _presence.Raise(new PresenceChange(room.Name, kind, _presence.ToMember(now ?? before!), count, before is null ? null : _presence.ToMember(before)));
        }
    }

    private void Send(string room, Socket[] audience, string eventName, IEnumerable<MemberState> members, int count, Action<Utf8JsonWriter, MemberState> write)
    {
        MemberState[] changed = [.. members];
        if (changed.Length > 0 && audience.Length > 0)
        {
            Send(audience, eventName, PresenceJson.Members(room, changed, count, null, write));
        }
    }

    // Each server tells its own.
    private void Send(Socket[] audience, string eventName, JsonElement what)
    {
        var packet = EventPacket.Create(_namespace, eventName, what);
        foreach (var socket in audience)
        {
            socket.Send(packet);
        }
    }

    private void SendSnapshot(Socket newcomer, string room)
    {
        if (newcomer.IsIn(room))
        {
            newcomer.Send(SnapshotOf(room));
        }
    }

    private EventPacket SnapshotOf(string name)
    {
        lock (Replica.Gate)
        {
            var room = Replica.FindRoom(name);
            if (room?.Snapshot is { } snapshot)
            {
                return snapshot;
            }

            var packet = EventPacket.Create(_namespace, SnapshotEvent, PictureOf(room, name));
            if (room is not null)
            {
                room.Snapshot = packet;
            }

            return packet;
        }
    }

    private JsonElement PictureOf(PresenceRoom? room, string name)
    {
        MemberState[] told = [.. room?.Told() ?? []];
        var members = told.Length > _options.MaxSnapshot ? told[.._options.MaxSnapshot] : told;
        return PresenceJson.Members(name, members, told.Length, told.Length > members.Length, PresenceJson.WriteMember);
    }

    private sealed class Window(PresenceNews news) : WheelTimer
    {
        protected override void OnElapsed() => news.OnWindow();
    }
}
