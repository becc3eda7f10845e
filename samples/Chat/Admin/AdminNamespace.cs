using Microsoft.Extensions.Options;
using Sockeye.Samples.Chat.Members;
using Sockeye.Samples.Chat.Rooms;

namespace Sockeye.Samples.Chat.Admin;

/// <summary>The namespace of the administrators: they see who is where, send system messages, and remove members.</summary>
internal sealed partial class AdminNamespace(
    SocketIOServer io,
    AdminToken token,
    AdminOverview overview,
    MemberRegistry members,
    RoomRegistry rooms,
    RoomMemberships memberships,
    TimeProvider time,
    IOptions<ChatOptions> options,
    ILogger<AdminNamespace> logger)
{
    public const string Name = "/admin";

    private readonly Namespace _chat = io.Of(ChatNamespace.Name);

    public void Map() => io.Of(Name).Use(Authorize).OnConnection(async socket =>
    {
        socket.OnRequest<string?, string?>("announce", AnnounceAsync);
        socket.OnRequest<string?, string?>("kick", KickAsync);
        await overview.SendAsync(socket);
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
        var room = roomName is null ? null : rooms.Get(roomName);
        var news = new { room = room?.Name, text, at = time.GetUtcNow().ToUnixTimeMilliseconds() };
        await (room is null ? _chat.EmitAsync("system", news) : _chat.To(room.Key).EmitAsync("system", news));
        return new { ok = true, recipients = room is null ? _chat.Sockets.Count : _chat.Adapter.Rooms.MemberCount(room.Key) };
    }

    private async ValueTask<object> KickAsync(string? name, string? roomName)
    {
        var member = members.Get(name);
        if (roomName is null)
        {
            var socket = members.Remove(member);
            await memberships.LeaveAllAsync(socket, "kicked");
            await ChatNamespace.EndAsync(socket, "kicked", "An administrator removed you from the chat.");
        }
        else if (member.Socket is { } socket)
        {
            await memberships.KickAsync(socket, rooms.Get(roomName));
        }

        Log.Kicked(logger, member.Name, roomName ?? "the chat");
        return Answers.Ok;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Address} tried to enter the admin page with a wrong token.")]
        public static partial void WrongToken(ILogger logger, string address);

        [LoggerMessage(2, LogLevel.Information, "{Name} was removed from {Room}.")]
        public static partial void Kicked(ILogger logger, string name, string room);
    }
}
