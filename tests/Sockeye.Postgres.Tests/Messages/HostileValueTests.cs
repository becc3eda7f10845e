using System.Text;
using Sockeye.Emitters.Postgres.Messages;
using Cluster = Sockeye.Redis.Tests.Support.Messages;

namespace Sockeye.Postgres.Tests.Messages;

/// <summary>What clients say, in the messages between servers: what is forwarded stays what it was. A failure names its seed: <c>SOCKEYE_SEED</c> plays it again.</summary>
public sealed class HostileValueTests
{
    [Theory]
    [InlineData(PostgresEncoder.NotificationLimit)]
    [InlineData(1)]
    public void Broadcast_AsNotificationOrRow_IsWhatItWas(int threshold)
    {
        foreach (var seed in HostileJson.Seeds(500))
        {
            var values = new HostileJson(seed);
            var payload = HostileJson.Payload(values.Value(seed % 3 == 0), values.Attachments);
            var encoded = PostgresEncoder.Encode(Cluster.Of(ClusterMessageType.Broadcast) with { Payload = payload }, threshold);
            var received = encoded.Attachment is { } attachment ? PostgresDecoder.DecodeAttachment(attachment, "/") : PostgresDecoder.Decode(encoded.Text, "/", out _);
            Assert.True(received is not null, $"seed {seed}: nothing came of {Encoding.UTF8.GetString(payload.Json.Span)}");
            Assert.True(
                HostileJson.Meaning(payload, readable: false) == HostileJson.Meaning(received.Payload, readable: false),
                $"seed {seed}: {Encoding.UTF8.GetString(payload.Json.Span)} became {Encoding.UTF8.GetString(received.Payload.Json.Span)}");
        }
    }
}
