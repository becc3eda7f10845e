namespace Sockeye.Fixture.FromSignalR;

/// <summary>What both servers send: the client interface of the hub is the contract of its port.</summary>
public interface IChatClient
{
    Task Online(string user);

    Task Offline(string user);

    Task Joined(string room, string user);

    Task Said(string room, Message message);

    Task Whispered(string user, string text);

    Task Cleared(string room);

    Task<bool> Confirm(string question);
}
