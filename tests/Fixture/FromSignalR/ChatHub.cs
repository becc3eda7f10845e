using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace Sockeye.Fixture.FromSignalR;

[Authorize]
public sealed class ChatHub(MessageLog log) : Hub<IChatClient>
{
    public override Task OnConnectedAsync() => Clients.Others.Online(Context.UserIdentifier!);

    public override Task OnDisconnectedAsync(Exception? exception) => Clients.Others.Offline(Context.UserIdentifier!);

    public async Task<int> Join(string room)
    {
        await Groups.AddToGroupAsync(Context.ConnectionId, room);
        await Clients.OthersInGroup(room).Joined(room, Context.UserIdentifier!);
        return log.Of(room).Count;
    }

    public Task Leave(string room) => Groups.RemoveFromGroupAsync(Context.ConnectionId, room);

    public async Task Say(string room, string text)
    {
        if (text.Length > 200)
        {
            throw new HubException("Too long");
        }

        var message = new Message(Context.UserIdentifier!, text);
        log.Add(room, message);
        await Clients.Group(room).Said(room, message);
    }

    public Task Whisper(string user, string text) => Clients.User(user).Whispered(Context.UserIdentifier!, text);

    [Authorize("Moderators")]
    public async Task<bool> Clear(string room)
    {
        if (!await Clients.Client(Context.ConnectionId).Confirm($"Clear {room}?"))
        {
            return false;
        }

        log.Clear(room);
        await Clients.Group(room).Cleared(room);
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
