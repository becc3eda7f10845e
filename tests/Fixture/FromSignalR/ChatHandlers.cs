using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Authorization;

namespace Sockeye.Fixture.FromSignalR;

[Authorize]
public sealed class ChatHandlers(Socket socket, MessageLog log)
{
    private ClientsOf<IChatClient> Clients => socket.Namespace.Clients<IChatClient>();

    private ClientsOf<IChatClient> Others => socket.Broadcast.Clients<IChatClient>();

    private IChatClient Caller => socket.Client<IChatClient>();

    public ValueTask OnConnectedAsync() => Others.Online(socket.UserId!);

    public ValueTask OnDisconnectedAsync(DisconnectReason reason) => Others.Offline(socket.UserId!);

    public async Task<int> Join(string room)
    {
        await socket.JoinAsync(room);
        await Others.To(room).Joined(room, socket.UserId!);
        return log.Of(room).Count;
    }

    public ValueTask Leave(string room) => socket.LeaveAsync(room);

    public async Task Say(string room, string text)
    {
        if (text.Length > 200)
        {
            throw new EventRefusedException("Too long");
        }

        var message = new Message(socket.UserId!, text);
        log.Add(room, message);
        await Clients.To(room).Said(room, message);
    }

    public ValueTask Whisper(string user, string text) => Clients.User(user).Whispered(socket.UserId!, text);

    [Authorize("Moderators")]
    public async Task<bool> Clear(string room)
    {
        if (!await Caller.Confirm($"Clear {room}?"))
        {
            return false;
        }

        log.Clear(room);
        await Clients.To(room).Cleared(room);
        return true;
    }

    public async IAsyncEnumerable<Message> Replay(string room, [EnumeratorCancellation] CancellationToken token)
    {
        foreach (var message in log.Of(room))
        {
            await Task.Delay(10, token);
            yield return message;
        }
    }
}
