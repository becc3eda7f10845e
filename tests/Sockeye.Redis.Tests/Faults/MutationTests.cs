using CsCheck;
using Sockeye.Emitters.MessagePack;
using Sockeye.Redis.PubSub;
using Sockeye.Redis.Streams;

namespace Sockeye.Redis.Tests.Faults;

/// <summary>Messages that were valid once: they are read or refused, and never break anything.</summary>
public sealed class MutationTests
{
    private const int Batch = 500;
    private static readonly Gen<int> Seeds = Gen.Int[0, int.MaxValue - 1];

    public static TheoryData<AdapterKind> Adapters => Cluster.Adapters;

    [Fact]
    public void Decode_OfMutatedMessages_NeverThrows() => Seeds.Sample(
        static seed =>
        {
            foreach (var kind in Enum.GetValues<AdapterKind>())
            {
                foreach (var channel in new[] { "socket.io", "socket.io-request#/#", "socket.io-response#/#" })
                {
                    foreach (var valid in Channels.Valid(kind, channel))
                    {
                        var message = Mutation.Of(valid, seed);
                        Envelope.Decode(message);
                        PubSubDecoder.DecodeBroadcast(message);
                        PubSubDecoder.DecodeRequest(message, "/", out _);
                        PubSubDecoder.DecodeResponse(message, "/", static _ => true);
                        StreamFormat.Decode([new("uid", "x"), new("nsp", "/"), new("type", "3"), new("data", message)]);
                        StreamFormat.Decode([new(message, message), new("uid", message), new("nsp", "/"), new("type", message), new("data", message)]);
                        StreamFormat.DecodeSession(Convert.ToBase64String(message));
                    }
                }
            }
        },
        iter: 300);

    [Theory]
    [MemberData(nameof(Adapters))]
    public async Task Receive_OfMutatedMessages_LeavesTheServersWhole(AdapterKind kind)
    {
        var seed = Random.Shared.Next(int.MaxValue / 2);
        TestContext.Current.AddAttachment("seed", seed.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await using var redis = await RedisServer.StartAsync();
        await using var here = await Cluster.StartAsync(kind, redis.Address);
        await using var there = await Cluster.StartAsync(kind, redis.Address);
        using var skipped = new Counted(here, "sockeye.cluster.messages.skipped");
        await using (var a = await here.ConnectAsync())
        await using (var b = await there.ConnectAsync())
        {
            await Cluster.BecomeWholeAsync((here, a), (there, b));
            foreach (var channel in Channels.Of(kind, here))
            {
                var valid = Channels.Valid(kind, channel);
                await Task.WhenAll(Enumerable.Range(seed, Batch).Select(i => Channels.SendAsync(kind, redis, channel, Mutation.Of(valid[i % valid.Count], i))));
            }

            // Each of them has read what came before the other's question.
            await here.IO.FetchSocketsAsync();
            await there.IO.FetchSocketsAsync();
        }

        // A message that has become another valid one may have told clients to go: new ones find everything in order.
        await using var c = await here.ConnectAsync();
        await using var d = await there.ConnectAsync();
        await Cluster.BecomeWholeAsync((here, c), (there, d));
        Assert.InRange(skipped.Value, Batch / 10, long.MaxValue);
    }
}
