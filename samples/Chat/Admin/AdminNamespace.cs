using Microsoft.Extensions.Options;
using Sockeye.Samples.Chat.Cluster;
using Sockeye.Samples.Chat.Rooms;

namespace Sockeye.Samples.Chat.Admin;

/// <summary>The namespace of the administrators: they see who is where, send system messages, and remove members.</summary>
internal sealed partial class AdminNamespace(
    SocketIOServer io,
    AdminToken token,
    AdminOverview overview,
    Kicks kicks,
    RoomRegistry rooms,
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
        Emitter whom = room is null ? _chat : _chat.To(room.Key);
        var recipients = await whom.CountAsync();
        await whom.EmitAsync("system", news).HereAtLeast();
        return new { ok = true, recipients = recipients.Value };
    }

    private async ValueTask<object> KickAsync(string? name, string? roomName)
    {
        var kicked = await kicks.KickAsync(name, roomName);
        Log.Kicked(logger, kicked, roomName ?? "the chat");
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
