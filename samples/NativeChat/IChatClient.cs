namespace Sockeye.Samples.NativeChat;

/// <summary>What the server sends.</summary>
internal interface IChatClient
{
    Task Joined(string room, string name);

    Task Said(ChatMessage message);

    Task Shown(string name, byte[] picture);

    /// <summary>Clients answer this one.</summary>
    Task<Vote> AskVote(string topic);
}
