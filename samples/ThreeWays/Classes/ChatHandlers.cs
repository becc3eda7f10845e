using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace Sockeye.Samples.Classes;

internal sealed class ChatHandlers(Socket socket)
{
    public void OnConnectedAsync() => socket.Data.Set("somebody");

    public void Rename([StringLength(30, MinimumLength = 1)] string name) => socket.Data.Set(name);

    public async Task<string[]> Join([StringLength(30, MinimumLength = 1)] string room)
    {
        await socket.JoinAsync(room);
        return await Who(room);
    }

    public void Say(string room, [StringLength(500, MinimumLength = 1)] string text) => In(room).Emit("said", room, socket.Data.Get<string>(), text);

    public async Task<string[]> Who(string room) => [.. (await In(room).FetchSocketsAsync()).Select(member => member.Data.GetString()!).Order(StringComparer.Ordinal)];

    public async Task<Tally> AskRoom(string room, [StringLength(100, MinimumLength = 1)] string topic)
    {
        var acks = await In(room).Timeout(TimeSpan.FromSeconds(10)).EmitWithAckAsync("askVote", room, topic);
        var votes = acks.Answers.Select(VoteOf).ToList();
        return new Tally(votes.Count(vote => vote is { Yes: true }), votes.Count(vote => vote is { Yes: false }), votes.Count(vote => vote is null) + acks.TimedOut.Count);
    }

    private BroadcastOperator In(string room) => socket.IsIn(room) ? socket.Namespace.In(room) : throw new EventRefusedException("You are not in this room.");

    // One that answers something else costs nobody else the vote.
    private static Vote? VoteOf(BroadcastAck ack)
    {
        try
        {
            return ack.Arguments.GetRequiredAnswer<Vote>();
        }
        catch (Exception exception) when (exception is AnswerErrorException or JsonException)
        {
            return null;
        }
    }
}
