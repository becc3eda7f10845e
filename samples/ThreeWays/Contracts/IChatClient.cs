namespace Sockeye.Samples.Contracts;

/// <summary>What the server sends.</summary>
[ServerToClient]
internal interface IChatClient
{
    void Said(string room, string name, string text);

    Task<Vote> AskVote(string room, string topic);
}
