namespace Sockeye.Replication;

/// <summary>What one server tells of a key.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">Its value, if it has one.</param>
/// <param name="HasValue">Whether it has a value; otherwise the key is removed, or only named.</param>
/// <param name="Told">What the readers know of the key already: enough to tell the difference only. It is not sent.</param>
internal readonly record struct TopicOp<TKey, TValue>(TKey Key, TValue Value, bool HasValue, TValue? Told = default)
{
    public static TopicOp<TKey, TValue> Named(TKey key) => new(key, default!, false);
}
