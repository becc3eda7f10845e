namespace Sockeye.Samples.NativeChat;

/// <summary>What clients may ask for: each method of <see cref="IChatServer"/> is an event.</summary>
/// <param name="socket">The client of this event.</param>
internal sealed class ChatHandlers(Socket socket) : IChatServer
{
    // Votes that come later do not count.
    private static readonly TimeSpan s_timeToVote = TimeSpan.FromSeconds(5);

    private string Name => socket.User!.Identity!.Name!;

    private ClientsOf<IChatClient> Everybody => socket.Namespace.Clients<IChatClient>();

    public async Task<int> JoinRoomAsync(string room)
    {
        await socket.JoinAsync(room);
        await socket.To(room).Clients<IChatClient>().Joined(room, Name);
        return (await socket.Namespace.In(room).CountAsync()).Value;
    }

    public async Task Say(string room, string text) => await Everybody.To(room).Said(new ChatMessage(Name, text, room));

    public async Task Whisper(string name, string text) => await Everybody.User(name).Said(new ChatMessage(Name, text));

    public async Task Show(string room, byte[] picture) => await socket.To(room).Clients<IChatClient>().Shown(Name, picture);

    public async Task<Tally> Poll(string room, string topic)
    {
        var votes = await Everybody.To(room).Timeout(s_timeToVote).AskVote(topic);
        return new Tally(votes.Values.Count(vote => vote.Yes), votes.Values.Count(vote => !vote.Yes));
    }
}
