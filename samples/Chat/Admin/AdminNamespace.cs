using Microsoft.Extensions.Options;
using Sockeye.Samples.Chat.Members;
using Sockeye.Samples.Chat.Rooms;

namespace Sockeye.Samples.Chat.Admin;

/// <summary>The namespace of the administrators: they see who is where, send system messages, and remove members.</summary>
internal sealed partial class AdminNamespace(
    SocketIOServer io,
    ChatNamespace chat,
    AdminToken token,
    AdminOverview overview,
    TimeProvider time,
    IOptions<ChatOptions> options,
    ILogger<AdminNamespace> logger)
{
    public const string Name = "/admin";

    public void Map() => io.Of(Name).Use(Authorize).OnConnection(socket =>
    {
        socket.On<string?, string?, object>("announce", AnnounceAsync);
        socket.On<string?, string?, object>("remove", RemoveAsync);
        socket.Emit("overview", overview.View());
    });

    private void Authorize(Socket socket)
    {
        if (!token.IsEnabled)
        {
            throw new ConnectRefusedException("The admin page is off: the server has no Chat:AdminToken.", new { code = "off" });
        }

        if (!token.Matches(socket.Handshake.Auth.GetString("token")))
        {
            Log.WrongToken(logger, socket.Handshake.Address);
            throw new ConnectRefusedException("Wrong token.", new { code = "wrong-token" });
        }
    }

    private async ValueTask<object> AnnounceAsync(string? roomName, string? message)
    {
        var text = UserText.Message(message, options.Value.MaxMessageLength);
        var room = roomName is null ? null : (await chat.GetRoomAsync(roomName)).Room;
        Emitter whom = room is null ? chat.Namespace : chat.Namespace.To(room);
        whom.Emit("system", new { room, text, at = time.GetUtcNow().ToUnixTimeMilliseconds() });
        return new { recipients = room is null ? overview.OnlineCount : overview.OnlineCountIn(room) };
    }

    private async ValueTask<object> RemoveAsync(string? name, string? roomName)
    {
        var person = await chat.GetPersonAsync(name);
        await (roomName is null ? RemoveFromChatAsync(person) : RemoveFromRoomAsync(person, await chat.GetRoomAsync(roomName)));
        Log.Removed(logger, person.Name, roomName ?? "the chat");
        return new { };
    }

    // The permission is withdrawn: the library takes the person out, on whichever server, and tells the reason.
    private async Task RemoveFromRoomAsync(Person person, RoomRecord<ChatRecord> room)
    {
        if (chat.Presence.Find(room.Room, person.Name) is null)
        {
            throw Refusal.Of($"{person.Name} is not in {room.Value.Name}.", "not-a-member");
        }

        await Refusal.IfUnavailable(chat.Records.UpdateAsync(room.Room, value => ((ChatRoom)value).Remove(person.Name, time.GetUtcNow(), options.Value.RemovedFor)));
        await TellAsync(person, room.Room);
        await chat.Permissions.RecheckUserAsync(person.Name);
    }

    private async Task RemoveFromChatAsync(Person person)
    {
        string[] rooms = [.. chat.Presence.RoomsOf(person.Name).Where(ChatRoom.IsKey)];
        foreach (var room in rooms)
        {
            await TellAsync(person, room);
        }

        // Who leaves a room is gone at once; who is disconnected might come back.
        var sockets = chat.Namespace.In(person.Room);
        await sockets.SocketsLeaveAsync(rooms);
        await sockets.DisconnectSocketsAsync(close: true, reason: "An administrator removed you from the chat.");
        await Refusal.IfUnavailable(chat.Records.DeleteAsync(person.Room));
    }

    private Task TellAsync(Person person, string room) =>
        chat.Namespace.To(room).Except(person.Room).EmitAsync("room:removed", new { room, person.Name }).AsTask();

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Address} tried to enter the admin page with a wrong token.")]
        public static partial void WrongToken(ILogger logger, string address);

        [LoggerMessage(2, LogLevel.Information, "{Name} was removed from {Room}.")]
        public static partial void Removed(ILogger logger, string name, string room);
    }
}
