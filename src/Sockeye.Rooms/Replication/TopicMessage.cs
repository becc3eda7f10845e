namespace Sockeye.Replication;

/// <summary>A message of a topic between servers.</summary>
/// <param name="Kind">The kind of message.</param>
/// <param name="At">For changes the position before the first one; for a picture its position.</param>
/// <param name="Id">Identifies the picture or the question.</param>
/// <param name="Part">The number of the part of the picture.</param>
/// <param name="IsLast">Whether it is the last part.</param>
/// <param name="Ops">The operations.</param>
internal sealed record TopicMessage<TKey, TValue>(TopicMessageKind Kind, TopicPosition At, long Id, int Part, bool IsLast, IReadOnlyList<TopicOp<TKey, TValue>> Ops)
{
    /// <summary>The position after the last change.</summary>
    public TopicPosition End => At with { Number = At.Number + Ops.Count };

    public static TopicMessage<TKey, TValue> Of(TopicMessageKind kind, TopicPosition at = default, long id = 0, IReadOnlyList<TopicOp<TKey, TValue>>? ops = null) =>
        new(kind, at, id, 0, true, ops ?? []);
}
