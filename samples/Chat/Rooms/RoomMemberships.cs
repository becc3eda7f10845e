using Microsoft.Extensions.Options;
using Sockeye.Samples.Chat.Members;

namespace Sockeye.Samples.Chat.Rooms;

/// <summary>Creating, joining and leaving rooms, and telling the others in them.</summary>
internal sealed class RoomMemberships(
    SocketIOServer io,
    RoomRegistry rooms,
    RoomNews news,
    TimeProvider time,
    IOptions<ChatOptions> options)
{
    private readonly Namespace _chat = io.Of(ChatNamespace.Name);
    private readonly int _maxRooms = options.Value.MaxRoomsPerMember;

    public void Listen(Socket socket) => socket
        .OnRequest<string?>("room:create", name => CreateAsync(socket, name))
        .OnRequest<string?>("room:join", name => JoinAsync(socket, name))
        .OnRequest<string?>("room:leave", name => LeaveAsync(socket, name))
        .OnRequest<string?[]?>("rooms:rejoin", names => RejoinAsync(socket, names ?? []));

    /// <summary>The names of those in a room.</summary>
    public IEnumerable<string> MembersOf(ChatRoom room) => _chat.Adapter.Rooms.Members(room.Key)
        .Select(id => _chat.Sockets.TryGetValue(id, out var socket) ? socket.Member.Name : null)
        .OfType<string>()
        .Distinct();

    /// <summary>The rooms of the chat that a socket is in.</summary>
    public static IEnumerable<string> RoomsOf(Socket socket) =>
        socket.Rooms.Where(key => key.StartsWith(ChatRoom.Prefix, StringComparison.Ordinal)).Select(key => key[ChatRoom.Prefix.Length..]);

    /// <summary>Lets a new connection of a member into the rooms of the old one. Nobody joins, so nobody is told.</summary>
    public async Task TakeOverAsync(Socket previous, Socket socket)
    {
        foreach (var name in RoomsOf(previous))
        {
            await EnterAsync(socket, rooms.Get(name), announce: false);
        }
    }

    /// <summary>A connection goes: the others in its rooms are told.</summary>
    public async Task LeaveAllAsync(Socket socket, string reason)
    {
        foreach (var name in RoomsOf(socket).ToArray())
        {
            await ExitAsync(socket, rooms.Get(name), reason);
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
        var room = rooms.Create(name);
        news.Tell(room.Name);
        await EnterAsync(socket, room, announce: true);
        return new { ok = true, room = room.Name };
    }

    private async ValueTask<object> JoinAsync(Socket socket, string? name)
    {
        var room = rooms.Get(name);
        await EnterAsync(socket, room, announce: true);
        return new { ok = true, room = room.Name };
    }

    private async ValueTask<object> LeaveAsync(Socket socket, string? name)
    {
        var room = rooms.Get(name);
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
                var room = rooms.GetOrCreate(name);
                news.Tell(room.Name);
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
                    await socket.To(room.Key).EmitAsync("room:joined", new { room = room.Name, name = socket.Member.Name, at = Now });
                }
            }

            await socket.EmitAsync("room:entered", new { name = room.Name, members = MembersOf(room), history = room.History });
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
            await socket.To(room.Key).EmitAsync("room:left", new { room = room.Name, name = socket.Member.Name, reason, at = Now });
        }
        finally
        {
            room.Membership.Release();
        }
    }

    private void ThrowIfInTooMany(Socket socket)
    {
        if (RoomsOf(socket).Count() >= _maxRooms)
        {
            throw new Refusal($"You are in {_maxRooms} rooms, and no more are allowed. Leave one first.", "too-many-rooms");
        }
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();
}
