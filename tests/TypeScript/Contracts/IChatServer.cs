namespace Sockeye.TypeScriptContracts;

/// <summary>What clients ask of the chat.</summary>
[ClientToServer("/chat")]
public interface IChatServer : IHistoryServer
{
    /// <summary>Enters a room.</summary>
    /// <param name="room">Its name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Who is there.</returns>
    Task<IReadOnlyList<Person>> JoinAsync(string room, CancellationToken cancellationToken = default);

    /// <summary>Says something.</summary>
    /// <param name="message">What is said.</param>
    Task Say(Message message);

    Task<Page<Message>> Search(string text, int limit = 20, Sorting? sorting = null);

    Task<int> Invite(string room, params string[] names);

    Task<byte[]> Upload(string name, byte[] content);

    Task<Shape?> Draw(Shape shape);

    Task Leave(string? reason = null);
}
