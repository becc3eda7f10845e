using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Sockeye.Protocol.SocketIO;

namespace Sockeye.MessagePack.Tests;

public sealed class RoundTripTests
{
    private static readonly Gen<string> Text =
        Gen.OneOf(Gen.String.AlphaNumeric, Gen.String[Gen.Char['\0', '\ud7ff'], 0, 40], Gen.Const("_placeholder"), Gen.Const("num"));

    private static readonly Gen<JsonNode?> Scalar = Gen.OneOf(
        Gen.Long.Select(static value => (JsonNode?)value),
        Gen.Int[-300, 300].Select(static value => (JsonNode?)value),
        Gen.ULong.Select(static value => (JsonNode?)value),
        Gen.Double.Where(static value => double.IsFinite(value) && !double.IsInteger(value)).Select(static value => (JsonNode?)value),
        Gen.Bool.Select(static value => (JsonNode?)value),
        Gen.Const((JsonNode?)null),
        Text.Select(static value => (JsonNode?)value));

    private static readonly Gen<JsonNode?> Value = Gen.Recursive<JsonNode?>((depth, value) => depth == 4 ? Scalar : Gen.OneOf(
        Scalar,
        value.Array[0, 4].Select(static items => (JsonNode?)new JsonArray([.. items.Select(static item => item?.DeepClone())])),
        Gen.Dictionary(Text, value)[0, 4].Select(static members =>
            (JsonNode?)new JsonObject(members.Select(static member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))))));

    [Fact]
    public void EncodeAndDecode_AnyArguments_GivesThemBack() =>
        Gen.Select(Value.Array[0, 4], Gen.Byte.Array[0, 20].Array[0, 3], Gen.OneOf(Gen.Const(-1L), Gen.Long[0, (1L << 53) - 1])).Sample(
            (values, attachments, id) =>
            {
                if (attachments.Length > 0 && values.Any(HasMark))
                {
                    // Inside of a packet with binary values such an object could not be told from one.
                    return true;
                }

                var payload = new JsonArray(["name", .. values.Select(static value => value?.DeepClone())]);
                for (var i = 0; i < attachments.Length; i++)
                {
                    payload.Add(new JsonObject { ["_placeholder"] = true, ["num"] = i });
                }

                var message = Wire.EncodeBytes(PacketType.Event, "/a", payload.ToJsonString(), id, attachments);
                var decoder = MessagePackParser.Instance.CreateDecoder(new PacketDecoderOptions());

                return decoder.Decode(message, isBinary: true, out var packet) == DecodeStatus.Complete
                    && packet.Type == PacketType.Event
                    && packet.Id == id
                    && packet.Namespace.SequenceEqual("/a"u8)
                    && JsonNode.DeepEquals(payload, JsonNode.Parse(Encoding.UTF8.GetString(packet.Payload)))
                    && Same(packet.Attachments, attachments);
            },
            iter: 3_000);

    private static bool HasMark(JsonNode? node) => node switch
    {
        JsonArray array => array.Any(HasMark),
        JsonObject members => (members.TryGetPropertyValue("_placeholder", out var mark) && mark?.GetValueKind() == JsonValueKind.True)
            || members.Any(static member => HasMark(member.Value)),
        _ => false,
    };

    private static bool Same(ReadOnlySpan<ReadOnlyMemory<byte>> actual, byte[][] expected)
    {
        if (actual.Length != expected.Length)
        {
            return false;
        }

        for (var i = 0; i < expected.Length; i++)
        {
            if (!actual[i].Span.SequenceEqual(expected[i]))
            {
                return false;
            }
        }

        return true;
    }
}
