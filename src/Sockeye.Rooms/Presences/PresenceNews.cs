using System.Text.Json;
using Sockeye.Hooks;
using Sockeye.Telling;

namespace Sockeye.Presences;

/// <summary>
/// Reports changes to the members of rooms on this server, and reports the present members to a socket that joins. The changes of a room
/// are reported at once if there was no report recently, and otherwise together at the end of the window: a member that comes and goes
/// within the window is never reported. If there are more changes than a snapshot holds, a snapshot is sent instead. One thread reports at
/// a time, so that all recipients get the changes in one order.
/// </summary>
internal sealed class PresenceNews
{
    private const string SnapshotEvent = "presence:snapshot";

    private readonly Namespace _namespace;
    private readonly PresenceOptions _options;
    private readonly Presence _presence;
    private readonly NewsQueue<Action> _queue;
    private readonly NewsWindow<PresenceRoom> _window;

    public PresenceNews(Namespace ns, PresenceOptions options, Presence presence, Lock gate)
    {
        _namespace = ns;
        _options = options;
        _presence = presence;
        _queue = new(static tell => tell(), "presence", ns.Failures);
        _window = new(ns.Server, options.CoalescingWindow, gate, room => _queue.Enqueue(() => TellNews(room)), Tell);
    }

    public PresenceReplica Replica { get; set; } = null!;

    public PresenceAudience Audience { get; } = new();

    /// <summary>Notes that a room has changed. Called under the lock of the replica; <see cref="Tell()"/> has to follow.</summary>
    public void Note(PresenceRoom room) => _window.Note(room);

    /// <summary>
    /// Sends a socket that may see the members of a room the members so far, and changes from now on. Called under the lock of the replica;
    /// <see cref="Tell()"/> has to follow.
    /// </summary>
    public void Welcome(Socket socket, string room)
    {
        if (Audience.SetSees(socket, room, true))
        {
            _queue.Enqueue(() => SendSnapshot(socket, room));
        }
    }

    /// <summary>
    /// Answers a question about reported members, in its place among the reports: the caller later gets everything that the answer does not
    /// have, and has got nothing that the answer does not have. Called without the lock.
    /// </summary>
    public void Answer(Action answer)
    {
        _queue.Enqueue(answer);
        Tell();
    }

    /// <summary>Sends the queued reports. Called without the lock.</summary>
    public void Tell() => _queue.Tell();

    public void Close()
    {
        lock (Replica.Gate)
        {
            _window.Close();
            _queue.Close();
        }
    }

    private void TellNews(PresenceRoom room)
    {
        TellMembers(room);
        _presence.RaiseCounted(room.Name);
    }

    private void TellMembers(PresenceRoom room)
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

            room.LastTold = _namespace.Server.Time.GetTimestamp();
            audience = Audience.In(room.Name);
            if (news.Count > _options.MaxSnapshot)
            {
                picture = PictureOf(room, room.Name);
            }

            if (count == 0)
            {
                // The room is remembered for one more window, because a member may come and go all the time.
                _window.Keep(room);
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

    // Each server informs its own sockets.
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
}
