using System.Text;
using Sockeye.Emitters.Redis.PubSub;
using Sockeye.Emitters.Redis.Sharded;
using Sockeye.Emitters.Redis.Streams;

namespace Sockeye.Redis.Tests.Support;

/// <summary>The ways into a server, for somebody who reaches its Redis.</summary>
internal static class Channels
{
    private const string Prefix = "socket.io";

    /// <summary>All of them.</summary>
    public static string[] Of(AdapterKind kind, TestServer server)
    {
        var id = ((ClusterAdapter)server.IO.MainNamespace.Adapter).ServerId;
        return kind switch
        {
            AdapterKind.PubSub => [$"{Prefix}#/#", $"{Prefix}-request#/#", $"{Prefix}-response#/#", $"{Prefix}-response#/#{id}#"],
            AdapterKind.Sharded => [$"{Prefix}#/#", $"{Prefix}#/#{id}#"],
            _ => [$"{Prefix}#/#", $"{Prefix}#/#{id}#", Prefix],
        };
    }

    /// <summary>Sends anything: a message, or an entry of the stream where the channel has its name.</summary>
    public static Task SendAsync(AdapterKind kind, RedisServer redis, string channel, byte[] message) => kind switch
    {
        AdapterKind.Sharded => redis.ExecuteAsync("SPUBLISH", channel, message),
        AdapterKind.Streams when channel == Prefix => redis.ExecuteAsync("XADD", channel, "*", "uid", "x", "nsp", "/", "type", "3", "data", message),
        _ => redis.ExecuteAsync("PUBLISH", channel, message),
    };

    /// <summary>One message of each kind, as the adapter sends it to a channel.</summary>
    public static IReadOnlyList<byte[]> Valid(AdapterKind kind, string channel)
    {
        const string Id = "00000000000000a1";
        ClusterMessage[] broadcasts = [Messages.Hello, Messages.Room, Messages.Binary];
        ClusterMessage[] requests =
        [
            Messages.Ask(Id), Messages.Join, Messages.Leave, Messages.Disconnect, Messages.ServerSide, Messages.ServerSideAsk(Id), Messages.Fetch(Id),
        ];
        ClusterMessage[] answers =
        [
            Messages.Sockets(Id), Messages.Answer(Id, Messages.Json("\"x\"")), Messages.ClientCount(Id), Messages.Ack(Id),
        ];
        return kind switch
        {
            AdapterKind.PubSub => channel.Contains("request", StringComparison.Ordinal) ? [.. requests.Select(PubSubEncoder.EncodeRequest)]
                : channel.Contains("response", StringComparison.Ordinal) ? [.. answers.Select(PubSubEncoder.EncodeResponse)]
                : [.. broadcasts.Select(PubSubEncoder.EncodeBroadcast)],
            AdapterKind.Streams when channel == Prefix => [.. broadcasts.Select(static message => (byte[])StreamEntryEncoder.Encode(message)[3].Value!)],
            _ => [.. broadcasts.Concat(requests).Concat(answers).Select(ShardedEncoder.Encode)],
        };
    }

    /// <summary>What a channel does not take for a message.</summary>
    public static IReadOnlyList<byte[]> NonsenseFor(string channel) =>
        channel.Contains("request", StringComparison.Ordinal) ? [.. Nonsense.Where(static message => !message.AsSpan().StartsWith("{\"type\":3,"u8))] : Nonsense;

    // On the channel of requests, number 3 is one that concerns other servers.
    private static IReadOnlyList<byte[]> Nonsense { get; } =
    [
        [],
        .. new[] { 1, 10, 1000, 1_000_000 }.Select(Noise),
        [.. Enumerable.Repeat((byte)0x91, 100_000)],
        [.. Enumerable.Repeat((byte)0x81, 100_000)],
        [0xC1],
        [0xDD, 0xFF, 0xFF, 0xFF, 0xFF],
        .. new[]
        {
            "{", "{}", "[]", "null", "1", "\"x\"", "{\"a\":" + new string('[', 100_000), "{\"type\":\"3\"}", "{\"type\":-1}", "{\"type\":1e99}", "{\"type\":77}",
            """{"type":{},"uid":"x","nsp":"/"}""", """{"type":3,"uid":{},"nsp":"/","data":{}}""", """{"type":3,"uid":"x","nsp":5,"data":{}}""",
            """{"type":3,"uid":"x","nsp":"/","data":[]}""", """{"type":3,"uid":"x","nsp":"/"}""",
            """{"type":3,"uid":"x","nsp":"/","data":{"packet":{"type":2,"data":{}},"opts":{"rooms":[],"except":[]}}}""",
            """{"type":3,"uid":"x","nsp":"/","data":{"packet":{"type":2,"data":["e"]},"opts":{"rooms":"all","except":1}}}""",
            """{"type":3,"uid":"x","nsp":"/","data":{"packet":{"type":2,"data":["e"]},"opts":null}}""",

            // Text that is not UTF-8 would end the connection of every client that gets it.
            """{"type":3,"uid":"x","nsp":"/","data":{"packet":{"type":2,"data":["e","ÿ"]},"opts":{"rooms":[],"except":[]}}}""",
            """{"packet":{"type":2,"data":["e","ÿ"]},"opts":{"rooms":[],"except":[]}}""",
        }.Select(Encoding.Latin1.GetBytes),
    ];

    // The same each time.
    private static byte[] Noise(int size)
    {
        var noise = new byte[size];
        new Random(size).NextBytes(noise);
        return noise;
    }
}
