namespace Sockeye.Tests.Contracts;

/// <summary>What the server sends in these tests.</summary>
internal interface IChatClient : INamedClient
{
    Task UserJoined(string name);

    Task Nothing();

    Task Several(int a, long? b, Person? c, byte[] d, IReadOnlyList<string> e, double f = 0.5);

    Task Listed(string first, params string[] rest);

    [Event("picture of")]
    ValueTask PictureAsync(Shape shape, Memory<byte> bytes);

    void Ping(int number);

    Task<Vote> AskVote(string topic, CancellationToken cancellationToken = default);

    ValueTask<int> Sum(int a, int b);

    Task<Vote?> AskMaybe();

    Task<Rating> Rate();
}
