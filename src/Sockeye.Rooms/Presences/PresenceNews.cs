using System.Text.Json;
using Sockeye.Hooks;
using Sockeye.Telling;

namespace Sockeye.Presences;

/// <summary>
/// Tells the members of rooms on this server what has changed, and who joins what was told so far. Changes of a room are told at once if none was told lately, and otherwise together at
/// the end of the window: a member that comes and goes within it was never there. What is more than a snapshot holds is told by one. One thread tells at a time, so that everybody hears of the changes in one order.
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

    /// <summary>A room has changed. Called under the lock of the replica; <see cref="Tell()"/> has to follow.</summary>
    public void Note(PresenceRoom room) => _window.Note(room);

    /// <summary>
    /// A socket may see who is in a room: it is told who was there, and of changes from then on. Called under the lock of the replica; <see cref="Tell()"/> has to follow.
    /// </summary>
    public void Welcome(Socket socket, string room)
    {
        if (Audience.SetSees(socket, room, true))
        {
            _queue.Enqueue(() => SendSnapshot(socket, room));
        }
    }

    /// <summary>
    /// Answers a question about what was told, in its place among the news: who asks is told later of all that the answer does not have, and was told before of nothing that it does not
    /// have. Called without the lock.
    /// </summary>
    public void Answer(Action answer)
    {
        _queue.Enqueue(answer);
        Tell();
    }

    /// <summary>Tells what is queued. Called without the lock.</summary>
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
                // It is remembered for a window more: somebody may come and go all the time, and others look on.
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
}
