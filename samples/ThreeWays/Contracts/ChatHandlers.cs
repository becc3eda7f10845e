using System.ComponentModel.DataAnnotations;

namespace Sockeye.Samples.Contracts;

/// <summary>What clients send.</summary>
[ClientToServer]
internal sealed class ChatHandlers(Socket socket)
{
    public void OnConnectedAsync() => socket.Data.Set("somebody");

    public void Rename([StringLength(30, MinimumLength = 1)] string name) => socket.Data.Set(name);

    public async Task<string[]> Join([StringLength(30, MinimumLength = 1)] string room)
    {
        await socket.JoinAsync(room);
        return await Who(room);
    }

    public void Say(string room, [StringLength(500, MinimumLength = 1)] string text) => In(room).Clients<IChatClient>().Said(room, socket.Data.Get<string>()!, text);

    public async Task<string[]> Who(string room) => [.. (await In(room).FetchSocketsAsync()).Select(member => member.Data.GetString()!).Order(StringComparer.Ordinal)];

    public async Task<Tally> AskRoom(string room, [StringLength(100, MinimumLength = 1)] string topic)
    {
        var votes = await In(room).Clients<IChatClient>().Timeout(TimeSpan.FromSeconds(10)).AskVote(room, topic);
        return new Tally(votes.Values.Count(vote => vote.Yes), votes.Values.Count(vote => !vote.Yes), votes.Failed.Count + votes.TimedOut.Count);
    }

    private BroadcastOperator In(string room) => socket.IsIn(room) ? socket.Namespace.In(room) : throw new EventRefusedException("You are not in this room.");
}
