using System.Globalization;
using Microsoft.Extensions.Options;
using Sockeye.Samples.Chat.Cluster;
using Sockeye.Samples.Chat.Members;
using Sockeye.Samples.Chat.Rooms;

namespace Sockeye.Samples.Chat.Messages;

/// <summary>What members say: to a room, to one another, and that they are typing.</summary>
internal sealed class MessageHandlers(
    SocketIOServer io,
    RoomRegistry rooms,
    MemberRegistry members,
    OtherServers others,
    TimeProvider time,
    IOptions<ChatOptions> options)
{
    private readonly Namespace _chat = io.Of(ChatNamespace.Name);
    private readonly int _maxLength = options.Value.MaxMessageLength;

    public void Listen(Socket socket) => socket
        .OnRequest<string?, string?>("message", (room, text) => SendAsync(socket, room, text))
        .OnRequest<string?, string?>("direct", (name, text) => SendDirectAsync(socket, name, text))
        .OnRequest<string?>("person", async name => new { ok = true, name = await OtherAsync(socket, name) })
        .On<string?, bool>("typing", (room, typing) => TypingAsync(socket, room, typing))
        .On<string?, bool>("direct:typing", (name, typing) => TypingDirectAsync(socket, name, typing));

    private async ValueTask<object> SendAsync(Socket socket, string? roomName, string? text)
    {
        var room = rooms.Get(roomName);
        if (!socket.IsIn(room.Key))
        {
            throw new Refusal($"You are not in {room.Name}. Join it first.", "not-a-member");
        }

        var message = Message(socket, text) with { Room = room.Name };
        room.Remember(message);
        await socket.To(room.Key).EmitAsync("message", message).HereAtLeast();
        return new { ok = true, message };
    }

    private async ValueTask<object> SendDirectAsync(Socket socket, string? name, string? text)
    {
        var other = await OtherAsync(socket, name);
        var message = Message(socket, text) with { To = other };
        await _chat.To(Member.PersonalRoomOf(other)).EmitAsync("direct", message).HereAtLeast();
        return new { ok = true, message };
    }

    // A hint may get lost, and nobody is told that it is wrong.
    private static async Task TypingAsync(Socket socket, string? room, bool typing)
    {
        var key = ChatRoom.Prefix + room;
        if (socket.IsIn(key))
        {
            await socket.To(key).Volatile.EmitAsync("typing", new { room, name = socket.Member.Name, typing }).HereAtLeast();
        }
    }

    private async Task TypingDirectAsync(Socket socket, string? name, bool typing) =>
        await _chat.To(Member.PersonalRoomOf(name)).Volatile.EmitAsync("direct:typing", new { name = socket.Member.Name, typing }).HereAtLeast();

    // The name as it is written. Who is not known may just have come, on another server.
    private async Task<string> OtherAsync(Socket socket, string? name)
    {
        var other = NameOf(name);
        if (other is null)
        {
            await others.LookAsync();
            other = NameOf(name) ?? throw MemberRegistry.NotHere(name);
        }

        return other != socket.Member.Name ? other : throw new Refusal("That is you. Choose somebody else.", "yourself");
    }

    private string? NameOf(string? name) => members.Find(name)?.Name ?? others.Members.Find(name)?.Name;

    private ChatMessage Message(Socket socket, string? text)
    {
        var message = UserText.Message(text, _maxLength);
        socket.Member.Budget.Spend();
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now).ToString("N", CultureInfo.InvariantCulture);
        return new ChatMessage(id, socket.Member.Name, null, null, message, now.ToUnixTimeMilliseconds());
    }
}
