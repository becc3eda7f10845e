using Sockeye.Fuzz.Targets;

namespace Sockeye.Fuzz;

/// <summary>All decoders that bytes of a peer reach.</summary>
internal static class FuzzTargets
{
    public static IReadOnlyList<IFuzzTarget> All { get; } =
    [
        new EnginePayloadTarget(),
        new EnginePayloadV3Target(),
        new WebSocketFrameTarget(),
        new JsonPacketTarget(),
        new MessagePackTarget(),
        new PresenceMessageTarget(),
        new PresenceQuestionTarget(),
        new RecordMessageTarget(),
    ];
}
