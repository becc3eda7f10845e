using Microsoft.Extensions.Options;
using Sockeye.Samples.Chat.Cluster;

namespace Sockeye.Samples.Chat.Rooms;

/// <summary>The rooms that exist, with and without members. Names are the same in upper and lower case.</summary>
internal sealed class RoomRegistry
{
    private readonly Dictionary<string, ChatRoom> _rooms = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _gate = new();
    private readonly ChatOptions _options;
    private readonly TimeProvider _time;

    public RoomRegistry(IOptions<ChatOptions> options, TimeProvider time)
    {
        _options = options.Value;
        _time = time;
        foreach (var configured in _options.Rooms)
        {
            var name = UserText.Name(configured, "a room of Chat:Rooms", _options.MaxRoomNameLength);
            _rooms.TryAdd(name, new ChatRoom(name, permanent: true, _options.HistoryLength));
        }
    }

    public IReadOnlyList<ChatRoom> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _rooms.Values];
            }
        }
    }

    public ChatRoom Create(string? wanted)
    {
        var name = UserText.Name(wanted, "a room's name", _options.MaxRoomNameLength);
        lock (_gate)
        {
            return _rooms.TryGetValue(name, out var room)
                ? throw new Refusal($"There is a room called {room.Name} already. Join it instead.", "room-exists")
                : Add(name);
        }
    }

    public ChatRoom Get(string? wanted) =>
        Find(wanted) ?? throw new Refusal($"There is no room called {wanted?.Trim()}.", "unknown-room");

    /// <summary>A room by name, if there is one.</summary>
    public ChatRoom? Find(string? wanted)
    {
        var name = UserText.Name(wanted, "a room's name", _options.MaxRoomNameLength);
        lock (_gate)
        {
            return _rooms.TryGetValue(name, out var room) ? Used(room) : null;
        }
    }

    /// <summary>A room that another server has. What that server has checked is not checked again.</summary>
    public void Adopt(string name)
    {
        lock (_gate)
        {
            if (_rooms.TryGetValue(name, out var room))
            {
                Used(room);
            }
            else
            {
                _rooms.Add(name, Used(new ChatRoom(name, permanent: false, _options.HistoryLength)));
            }
        }
    }

    /// <summary>For members who come back: the server may have been restarted meanwhile.</summary>
    public ChatRoom GetOrCreate(string? wanted)
    {
        var name = UserText.Name(wanted, "a room's name", _options.MaxRoomNameLength);
        lock (_gate)
        {
            return _rooms.TryGetValue(name, out var room) ? Used(room) : Add(name);
        }
    }

    /// <summary>Removes the rooms that nobody was in for long.</summary>
    public IReadOnlyList<ChatRoom> RemoveAbandoned(RoomDirectory members, MembersElsewhere elsewhere)
    {
        lock (_gate)
        {
            var oldest = _time.GetUtcNow() - _options.EmptyRoomLifetime;
            ChatRoom[] abandoned =
                [.. _rooms.Values.Where(room =>
                    !room.Permanent && room.LastUsed < oldest && !members.Contains(room.Key) && elsewhere.In(room.Name).Count == 0)];
            foreach (var room in abandoned)
            {
                _rooms.Remove(room.Name);
            }

            return abandoned;
        }
    }

    private ChatRoom Add(string name)
    {
        if (_rooms.Count >= _options.MaxRooms)
        {
            throw new Refusal($"There are {_rooms.Count} rooms already, and no more are allowed.", "too-many-rooms");
        }

        var room = Used(new ChatRoom(name, permanent: false, _options.HistoryLength));
        _rooms.Add(name, room);
        return room;
    }

    private ChatRoom Used(ChatRoom room)
    {
        room.LastUsed = _time.GetUtcNow();
        return room;
    }
}
