namespace Sockeye.Tests.Contracts;

/// <summary>What clients send in these tests.</summary>
internal interface IChatServer
{
    Task Say(string room, Person who);

    Task<int> Count(string room, CancellationToken cancellationToken = default);

    [Event("pick one")]
    ValueTask<Shape> Pick(IEnumerable<Shape> shapes);

    Task<string> Fail(string how);

    IAsyncEnumerable<Shape> Draw(int count, CancellationToken cancellationToken = default);
}
