namespace Sockeye.Tests.Contracts;

/// <summary>A client of the contract that keeps what it hears.</summary>
internal sealed class ChatClient : IChatClient
{
    public Inbox<string> Heard { get; } = new();

    public Func<string, Task<Vote>> Voting { get; set; } = static topic => Task.FromResult(new Vote(true, topic));

    public CancellationToken Token { get; private set; }

    public Task UserJoined(string name) => Hear($"{name} joined");

    public Task Nothing() => Hear("nothing");

    public Task Several(int a, long? b, Person? c, byte[] d, IReadOnlyList<string> e, double f) =>
        Hear(FormattableString.Invariant($"{a} {b} {c?.Name} {c?.Age} {Convert.ToHexString(d)} {string.Join('|', e)} {f}"));

    public Task Listed(string first, params string[] rest) => Hear($"{first}: {string.Join(", ", rest)}");

    public ValueTask PictureAsync(Shape shape, Memory<byte> bytes) => new(Hear($"{shape} {bytes.Length}"));

    public void Ping(int number) => _ = Hear($"ping {number}");

    public Task<Vote> AskVote(string topic, CancellationToken cancellationToken)
    {
        Token = cancellationToken;
        return Voting(topic);
    }

    public ValueTask<int> Sum(int a, int b) => new(a + b);

    public Task<Vote?> AskMaybe() => Task.FromResult<Vote?>(null);

    public Task<Rating> Rate() => Task.FromResult(new Rating(3));

    public Task Renamed(string from, string to) => Hear($"{from} is {to}");

    private Task Hear(string what)
    {
        Heard.Add(what);
        return Task.CompletedTask;
    }
}
