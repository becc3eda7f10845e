namespace Sockeye.Samples.Contracts;

/// <summary>What clients send.</summary>
[ClientToServer]
internal interface IChatServer
{
    void Rename(string name);

    Task<string[]> Join(string room);

    void Say(string room, string text);

    Task<string[]> Who(string room);

    Task<Tally> AskRoom(string room, string topic);
}
