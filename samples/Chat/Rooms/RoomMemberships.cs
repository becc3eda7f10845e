using Microsoft.Extensions.Options;
using Sockeye.Samples.Chat.Cluster;
using Sockeye.Samples.Chat.Members;

namespace Sockeye.Samples.Chat.Rooms;

/// <summary>Creating, joining and leaving rooms, and telling the others in them.</summary>
internal sealed class RoomMemberships
{
    private readonly Namespace _chat;
    private readonly RoomRegistry _rooms;
    private readonly RoomsElsewhere _elsewhere;
    private readonly OtherServers _others;
    private readonly RoomNews _news;
    private readonly TimeProvider _time;
    private readonly int _maxRooms;

    public RoomMemberships(
        SocketIOServer io,
        RoomRegistry rooms,
        RoomsElsewhere elsewhere,
        OtherServers others,
        RoomNews news,
        TimeProvider time,
        IOptions<ChatOptions> options)
    {
        _chat = io.Of(ChatNamespace.Name);
        _rooms = rooms;
        _elsewhere = elsewhere;
        _others = others;
        _news = news;
        _time = time;
        _maxRooms = options.Value.MaxRoomsPerMember;
        others.Changed += names => _ = TellMembersAsync(
            _rooms.All.Where(room => names.Contains(room.Name, StringComparer.OrdinalIgnoreCase)));
        others.ServersChanged += () => _ = TellMembersAsync(_rooms.All);
    }

    public void Listen(Socket socket) => socket
        .OnRequest<string?>("room:create", name => CreateAsync(socket, name))
        .OnRequest<string?>("room:join", name => JoinAsync(socket, name))
        .OnRequest<string?>("room:leave", name => LeaveAsync(socket, name))
        .OnRequest<string?[]?>("rooms:rejoin", names => RejoinAsync(socket, names ?? []));

    /// <summary>The names of those in a room, on all servers.</summary>
    public IEnumerable<string> MembersOf(ChatRoom room) => MembersOf(room, _others.Members.In(room.Name));

    /// <summary>The rooms of the chat that a socket is in.</summary>
    public static IEnumerable<string> RoomsOf(Socket socket) =>
        NamesOf(socket.Rooms);

    /// <summary>The rooms of the chat among the library's rooms.</summary>
    public static IEnumerable<string> NamesOf(IEnumerable<string> keys) =>
        keys.Where(key => key.StartsWith(ChatRoom.Prefix, StringComparison.Ordinal)).Select(key => key[ChatRoom.Prefix.Length..]);

    /// <summary>Lets a new connection of a member into the rooms of the old one. Nobody joins, so nobody is told.</summary>
    public async Task TakeOverAsync(Socket previous, Socket socket)
    {
        foreach (var name in RoomsOf(previous))
        {
            await EnterAsync(socket, _rooms.Get(name), announce: false);
        }
    }

    /// <summary>A connection goes: the others in its rooms are told.</summary>
    public async Task LeaveAllAsync(Socket socket, string reason)
    {
        foreach (var name in RoomsOf(socket).ToArray())
        {
            await ExitAsync(socket, _rooms.Get(name), reason);
        }
    }

    /// <summary>An administrator takes a member out of a room.</summary>
    public async Task KickAsync(Socket socket, ChatRoom room)
    {
        if (!socket.IsIn(room.Key))
        {
            throw new Refusal($"{socket.Member.Name} is not in {room.Name}.", "not-a-member");
        }

        await socket.EmitAsync("room:kicked", new { room = room.Name, text = $"An administrator removed you from {room.Name}." });
        await ExitAsync(socket, room, "kicked");
    }

    private async ValueTask<object> CreateAsync(Socket socket, string? name)
    {
        ThrowIfInTooMany(socket);
        await _elsewhere.FindAsync(name);
        var room = _rooms.Create(name);
        await ShowAsync(room);
        await EnterAsync(socket, room, announce: true);
        return new { ok = true, room = room.Name };
    }

    private async ValueTask<object> JoinAsync(Socket socket, string? name)
    {
        var room = await _elsewhere.FindAsync(name) ?? _rooms.Get(name);
        await EnterAsync(socket, room, announce: true);
        return new { ok = true, room = room.Name };
    }

    private async ValueTask<object> LeaveAsync(Socket socket, string? name)
    {
        var room = _rooms.Get(name);
        if (!socket.IsIn(room.Key))
        {
            throw new Refusal($"You are not in {room.Name}.", "not-a-member");
        }

        await ExitAsync(socket, room, "left");
        return Answers.Ok;
    }

    // After a reconnection: what can be had is had again, and the rest is named.
    private async ValueTask<object> RejoinAsync(Socket socket, string?[] names)
    {
        List<object> lost = [];
        foreach (var name in names.Take(_maxRooms))
        {
            try
            {
                var room = await _elsewhere.FindAsync(name) ?? _rooms.GetOrCreate(name);
                await ShowAsync(room);
                await EnterAsync(socket, room, announce: true);
            }
            catch (Refusal refusal)
            {
                lost.Add(new { room = name, error = refusal.Message });
            }
        }

        return new { ok = true, lost };
    }

    private async Task EnterAsync(Socket socket, ChatRoom room, bool announce)
    {
        await room.Membership.WaitAsync();
        try
        {
            if (!socket.IsIn(room.Key))
            {
                ThrowIfInTooMany(socket);
                await socket.JoinAsync(room.Key);
                if (announce && socket.IsIn(room.Key))
                {
                    await socket.To(room.Key).EmitAsync("room:joined", new { room = room.Name, name = socket.Member.Name, at = Now }).HereAtLeast();
                }
            }

            var elsewhere = _others.NamesInAsync(room.Key);
            var history = await _elsewhere.HistoryAsync(room);
            await socket.EmitAsync("room:entered", new { name = room.Name, members = MembersOf(room, await elsewhere), history });
        }
        finally
        {
            room.Membership.Release();
        }
    }

    private async Task ExitAsync(Socket socket, ChatRoom room, string reason)
    {
        await room.Membership.WaitAsync();
        try
        {
            await socket.LeaveAsync(room.Key);
            await socket.To(room.Key).EmitAsync("room:left", new { room = room.Name, name = socket.Member.Name, reason, at = Now }).HereAtLeast();
        }
        finally
        {
            room.Membership.Release();
        }
    }

    private async Task ShowAsync(ChatRoom room)
    {
        _news.Tell(room.Name);
        await _elsewhere.TellOfAsync(room);
    }

    // Joining and leaving is told by the server where it happens. What that misses, or a server that dies leaves behind, is put right here.
    private async Task TellMembersAsync(IEnumerable<ChatRoom> rooms)
    {
        foreach (var room in rooms.Where(room => _chat.Adapter.Rooms.Contains(room.Key)))
        {
            await room.Membership.WaitAsync();
            try
            {
                await _chat.To(room.Key).Local.EmitAsync("room:members", new { room = room.Name, members = MembersOf(room) });
            }
            finally
            {
                room.Membership.Release();
            }
        }
    }

    private IEnumerable<string> MembersOf(ChatRoom room, IEnumerable<string> elsewhere) => _chat.Adapter.Rooms.Members(room.Key)
        .Select(id => _chat.Sockets.TryGetValue(id, out var socket) ? socket.Member.Name : null)
        .OfType<string>()
        .Concat(elsewhere)
        .Distinct();

    private void ThrowIfInTooMany(Socket socket)
    {
        if (RoomsOf(socket).Count() >= _maxRooms)
        {
            throw new Refusal($"You are in {_maxRooms} rooms, and no more are allowed. Leave one first.", "too-many-rooms");
        }
    }

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();
}
