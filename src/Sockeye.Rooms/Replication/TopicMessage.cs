namespace Sockeye.Replication;

/// <summary>What servers tell each other of a topic.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="At">Of changes the position before the first, of a picture the position that it is the picture of.</param>
/// <param name="Id">Which picture, or which question.</param>
/// <param name="Part">Which part of the picture.</param>
/// <param name="IsLast">Whether it is the last part.</param>
/// <param name="Ops">What is told.</param>
internal sealed record TopicMessage<TKey, TValue>(TopicMessageKind Kind, TopicPosition At, long Id, int Part, bool IsLast, IReadOnlyList<TopicOp<TKey, TValue>> Ops)
{
    /// <summary>The position behind the last change.</summary>
    public TopicPosition End => At with { Number = At.Number + Ops.Count };

    public static TopicMessage<TKey, TValue> Of(TopicMessageKind kind, TopicPosition at = default, long id = 0, IReadOnlyList<TopicOp<TKey, TValue>>? ops = null) =>
        new(kind, at, id, 0, true, ops ?? []);
}
