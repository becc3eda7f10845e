using Microsoft.Extensions.Options;
using Sockeye.Samples.Chat.Cluster;
using Sockeye.Samples.Chat.Members;
using Sockeye.Samples.Chat.Messages;
using Sockeye.Samples.Chat.Rooms;

namespace Sockeye.Samples.Chat;

/// <summary>The namespace of the chat: who comes in, and who goes.</summary>
internal sealed class ChatNamespace(
    SocketIOServer io,
    MemberRegistry members,
    NameClaims claims,
    OtherServers others,
    RoomMemberships rooms,
    RoomNews news,
    MessageHandlers messages,
    IOptions<ChatOptions> options)
{
    public const string Name = "/chat";

    private readonly object _limits = new
    {
        messageLength = options.Value.MaxMessageLength,
        nameLength = options.Value.MaxNameLength,
        roomNameLength = options.Value.MaxRoomNameLength,
        roomsPerMember = options.Value.MaxRoomsPerMember,
    };

    public void Map()
    {
        var chat = io.Of(Name).Use(ClaimAsync).OnConnection(ConnectAsync);
        others.ServersChanged += () => _ = TellReachAsync(chat.Local);
    }

    private Task TellReachAsync(BroadcastOperator whom) => whom.EmitAsync("servers", new { reached = others.AreReached }).HereAtLeast();

    private async Task ClaimAsync(Socket socket)
    {
        try
        {
            var member = await claims.ClaimAsync(socket.Handshake.Auth.GetString("name"), socket.Handshake.Auth.GetString("token"));
            socket.Member = member;
            socket.Data.Set(new MemberData(member.Name, member.Since.ToUnixTimeMilliseconds()));
        }
        catch (Refusal refusal)
        {
            throw new ConnectRefusedException(refusal.Message, new { code = refusal.Code });
        }
    }

    private async Task ConnectAsync(Socket socket)
    {
        var member = socket.Member;
        rooms.Listen(socket);
        messages.Listen(socket);
        socket.OnDisconnecting(reason => Disconnecting(socket, reason));
        socket.OnDisconnect(reason => Disconnected(socket, reason));

        if (!members.TryAttach(member, socket, out var previous))
        {
            await EndAsync(socket, "expired", "That took too long. Enter the chat again.");
            return;
        }

        if (!socket.Connected)
        {
            // It went before it was attached, so that nobody will detach it.
            members.Detach(member, socket, hold: true);
            return;
        }

        await socket.JoinAsync(member.PersonalRoom);
        await socket.EmitAsync("session", new { name = member.Name, token = member.Token, limits = _limits });
        await news.SendAllAsync(socket);
        if (!others.AreReached)
        {
            await socket.EmitAsync("servers", new { reached = false });
        }

        if (previous is not null)
        {
            await ReplaceAsync(previous, socket);
        }

        news.TellMembers();
    }

    /// <summary>Says why, and disconnects.</summary>
    public static async Task EndAsync(Socket socket, string reason, string text)
    {
        await socket.EmitAsync("session:ended", new { reason, text });
        socket.Disconnect(close: true);
    }

    // The new connection is in the rooms before the old one goes: the others notice nothing.
    private async Task ReplaceAsync(Socket previous, Socket socket)
    {
        await rooms.TakeOverAsync(previous, socket);
        await EndAsync(previous, "replaced", "You went on in another window.");
    }

    // Of a socket that was replaced or kicked, the others have been told already.
    private Task Disconnecting(Socket socket, DisconnectReason reason) => members.IsCurrent(socket.Member, socket)
        ? rooms.LeaveAllAsync(socket, SaidGoodbye(reason) ? "left" : "disconnected")
        : Task.CompletedTask;

    private void Disconnected(Socket socket, DisconnectReason reason)
    {
        members.Detach(socket.Member, socket, hold: !SaidGoodbye(reason));
        news.TellMembers();
    }

    private static bool SaidGoodbye(DisconnectReason reason) => reason.Name == DisconnectReason.ClientNamespaceDisconnect;
}
