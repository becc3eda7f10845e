namespace Sockeye.Fixture.Contracts;

/// <summary>What the server sends in <c>/contracts</c>.</summary>
internal interface ITeaClient
{
    Task UserJoined(string name, byte[] picture);

    Task Listed(string first, params int[] rest);

    Task<Vote> AskVote(string topic);
}
