namespace Sockeye.TypeScriptContracts;

/// <summary>What the chat tells its clients.</summary>
[ServerToClient("/chat")]
public interface IChatClient
{
    /// <summary>Somebody has come. See <see cref="Person"/>.</summary>
    /// <param name="person">Who it is.</param>
    /// <param name="at">When it was.</param>
    ValueTask UserJoinedAsync(Person person, DateTimeOffset at);

    /// <summary>Asks for a vote.</summary>
    /// <param name="topic">What it is about.</param>
    /// <returns>What the client votes for.</returns>
    Task<Vote> AskVote(string topic);

    [Event("room closed")]
    void RoomClosed(string room, string? reason = null);

    Task Picture(byte[] png, Dictionary<string, ReadOnlyMemory<byte>> others);

    [Obsolete("Use userJoined.")]
    Task Joined(string name);
}
