using System.Text;
using Sockeye.Presences;
using Sockeye.RoomMessages;
using static Sockeye.Fuzz.InvariantException;

namespace Sockeye.Fuzz.Targets;

/// <summary>What processes that are no servers ask of presence.</summary>
internal sealed class PresenceQuestionTarget : IFuzzTarget
{
    public string Name => "presence-question";

    public IReadOnlyList<byte[]> Seeds { get; } = Array.ConvertAll(
        [
            "? a1 presence:%2Fchat\n{\"id\":1,\"room\":\"tea\",\"after\":null,\"member\":null,\"limit\":0}",
            "? a1 presence:%2Fchat\n{\"id\":2,\"room\":\"\\u00e9\",\"after\":\"\\ud83c\\udf75\",\"member\":null,\"limit\":500}",
            "2 b2 presence:%2F\n{\"id\":-3,\"room\":\"\",\"after\":null,\"member\":\"ann\",\"limit\":1}",
        ],
        Encoding.UTF8.GetBytes);

    public void Run(byte[] input)
    {
        if (RoomEnvelope.Read(input) is not { } envelope)
        {
            return;
        }

        var written = RoomEnvelope.Write(envelope.IsQuestion, envelope.From, envelope.Topic, envelope.Payload.Span);
        Require(RoomEnvelope.Read(written) is { } again && again with { Payload = default } == envelope with { Payload = default }, "read and written it is another envelope");
        if (PresenceQuestion.Read(envelope.Payload) is not { } question)
        {
            return;
        }

        Require(question.Limit >= 0, "a limit below zero");
        Require(PresenceQuestion.Read(question.Write()) == question, "read and written it is another question");
        PresenceJson.Answer(question, isWhole: true, [], 0, question.After);
    }
}
