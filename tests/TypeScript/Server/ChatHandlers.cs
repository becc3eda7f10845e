using Sockeye.TypeScriptContracts;

namespace Sockeye.TypeScriptServer;

/// <summary>Answers what clients send, as the contract says.</summary>
internal sealed class ChatHandlers(Socket socket) : IChatServer
{
    private static readonly Person Bob = new(Guid.NewGuid(), "bob", [], null);
    private static readonly Person Ann = new(Guid.NewGuid(), "ann", [Bob], new Uri("https://example.com/ann"));

    public async Task<IReadOnlyList<Person>> JoinAsync(string room, CancellationToken cancellationToken = default)
    {
        await socket.JoinAsync(room);
        socket.Emit("userJoined", Ann, DateTimeOffset.UtcNow);
        socket.Emit("room closed", room, null);
        socket.Emit("picture", new byte[] { 1, 2, 3 }, new Dictionary<string, ReadOnlyMemory<byte>> { ["small"] = new byte[] { 1 } });
        return [Ann, Bob];
    }

    public async Task Say(Message message)
    {
        var vote = await socket.EmitWithAckAsync<Vote>("askVote", message.Text);
        socket.Emit("joined", $"{vote?.Choice} {vote?.Comment} {vote?.Weight} {message.Attachment?.Length}");
    }

    public Task<Page<Message>> Search(string text, int limit = 20, Sorting? sorting = null) => Task.FromResult(new Page<Message>(
        [new Message { Text = $"{text} {limit} {sorting}", EditedAt = sorting is null ? null : DateTime.UtcNow, Reactions = { ["Like it"] = 1 } }], null));

    public Task<int> Invite(string room, params string[] names) =>
        room == "closed" ? throw new EventRefusedException("This room is closed.", new { code = "E_CLOSED" }) : Task.FromResult(names.Length);

    public Task<byte[]> Upload(string name, byte[] content) => Task.FromResult(content.Reverse().ToArray());

    public Task<Shape?> Draw(Shape shape) => Task.FromResult<Shape?>(shape);

    public Task Leave(string? reason = null) => throw new EventRefusedException(reason ?? "No reason.");

    // The page that is run asks for no stream.
    IAsyncEnumerable<Message> IHistoryServer.History(string room, CancellationToken cancellationToken) => throw new NotSupportedException();
}
