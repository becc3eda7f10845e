namespace Sockeye.Fixture.Contracts;

/// <summary>The server of <c>/contracts</c>: the compiler compares it with what clients are told.</summary>
internal sealed class TeaHandlers(Socket socket) : ITeaServer
{
    [Event("join room")]
    public async Task<int> JoinRoomAsync(string room, string name, byte[] picture)
    {
        await socket.JoinAsync(room);
        await socket.To(room).Clients<ITeaClient>().UserJoined(name, picture);
        return socket.Namespace.Adapter.Rooms.MemberCount(room);
    }

    public Task List(string first, params int[] rest) => socket.Client<ITeaClient>().Listed(first, rest);

    public async Task<Outcome> AskRoom(string room, string topic)
    {
        var votes = await socket.Namespace.Clients<ITeaClient>().To(room).Timeout(TimeSpan.FromSeconds(5)).AskVote(topic);
        return new Outcome(votes.Values.Count(static vote => vote.Yes), votes.Values.Count(static vote => !vote.Yes), [.. votes.Failed.Select(static failed => failed.Exception.GetType().Name)]);
    }

    public Task<Vote> AskMe(string topic) => socket.Client<ITeaClient>().AskVote(topic);
}
