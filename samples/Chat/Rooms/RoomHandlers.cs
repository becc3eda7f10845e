using Microsoft.Extensions.Options;
using Sockeye.Samples.Chat.Members;

namespace Sockeye.Samples.Chat.Rooms;

/// <summary>What members do with rooms. Who is in them and what was said there the library tells.</summary>
internal sealed class RoomHandlers(ChatNamespace chat, IOptions<ChatOptions> options)
{
    private readonly ChatOptions _options = options.Value;

    public void Listen(Socket socket) => socket
        .On("room:create", (string? name) => CreateAsync(socket, name))
        .On("room:join", async (string? name) => await EnterAsync(socket, await chat.GetRoomAsync(name)))
        .On("room:leave", (string? name) => LeaveAsync(socket, name))
        .On("room:rejoin", (string? name) => RejoinAsync(socket, name))
        .On("room:topic", (string? name, string? topic) => SetTopicAsync(socket, name, topic));

    private async ValueTask<object> CreateAsync(Socket socket, string? name)
    {
        ThrowIfInTooMany(socket);
        var (isNew, room) = await MakeAsync(socket, name);
        return isNew
            ? await EnterAsync(socket, room!)
            : throw Refusal.Of($"There is a room called {room!.Value.Name} already. Join it instead.", "room-exists");
    }

    private static async ValueTask<object> LeaveAsync(Socket socket, string? name)
    {
        await socket.LeaveAsync(ChatRoom.KeyOf(name ?? string.Empty));
        return new { };
    }

    // After a reconnection. The room may have ended, or the server been restarted: then it is made again.
    private async ValueTask<object> RejoinAsync(Socket socket, string? name) =>
        await EnterAsync(socket, await chat.FindAsync(ChatRoom.KeyOf(name ?? string.Empty)) ?? (await MakeAsync(socket, name)).Record!);

    private async ValueTask<object> SetTopicAsync(Socket socket, string? name, string? topic)
    {
        var text = UserText.Name(topic, "a topic", _options.MaxTopicLength);
        var record = await Refusal.IfUnavailable(chat.Records.UpdateAsync((await chat.GetRoomAsync(name)).Room, value => value is ChatRoom room && room.Owner == socket.Person.Name
            ? room with { Topic = text }
            : throw Refusal.Of("Only who made the room may set its topic.", "not-the-owner")));
        return record is null ? throw Refusal.Of("The room has ended.", "unknown-room") : View(record);
    }

    private async ValueTask<RoomRecordResult<ChatRecord>> MakeAsync(Socket socket, string? wanted)
    {
        var name = UserText.Name(wanted, "a room's name", _options.MaxRoomNameLength);
        if (chat.Records.Find(ChatRoom.KeyOf(name)) is null
            && chat.Records.List(new() { Prefix = ChatRoom.Prefix, Limit = _options.MaxRooms }).Records.Count == _options.MaxRooms)
        {
            throw Refusal.Of($"There are {_options.MaxRooms} rooms already, and no more are allowed.", "too-many-rooms");
        }

        var lifetime = new RoomRecordLifetime { EndsWithLastMember = true };
        return await Refusal.IfUnavailable(chat.Records.CreateAsync(ChatRoom.KeyOf(name), new ChatRoom(name, socket.Person.Name), lifetime));
    }

    private async ValueTask<object> EnterAsync(Socket socket, RoomRecord<ChatRecord> room)
    {
        if (!socket.IsIn(room.Room))
        {
            ThrowIfInTooMany(socket);
        }

        await chat.JoinAsync(socket, room.Room);
        return View(room);
    }

    // As the library shows it to clients.
    private static object View(RoomRecord<ChatRecord> room) => new { room.Room, value = ((ChatRoom)room.Value).ToView(), room.Version, room.Members };

    private void ThrowIfInTooMany(Socket socket)
    {
        var most = _options.MaxRoomsPerMember;
        if (socket.Rooms.Count(ChatRoom.IsKey) >= most)
        {
            throw Refusal.Of($"You are in {most} rooms, and no more are allowed. Leave one first.", "too-many-rooms");
        }
    }
}
