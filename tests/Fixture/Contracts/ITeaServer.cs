namespace Sockeye.Fixture.Contracts;

/// <summary>What clients send in <c>/contracts</c>.</summary>
internal interface ITeaServer
{
    [Event("join room")]
    Task<int> JoinRoomAsync(string room, string name, byte[] picture);

    Task List(string first, params int[] rest);

    Task<Outcome> AskRoom(string room, string topic);

    Task<Vote> AskMe(string topic);
}
