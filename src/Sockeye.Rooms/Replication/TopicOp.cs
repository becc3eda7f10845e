namespace Sockeye.Replication;

/// <summary>What a server says about a key.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">Its value, if it has one.</param>
/// <param name="HasValue">Whether it has a value. If not, the key is removed, or only named.</param>
/// <param name="Told">
/// What the readers already know about the key, so that only the difference has to be sent. It is not sent itself.
/// </param>
internal readonly record struct TopicOp<TKey, TValue>(TKey Key, TValue Value, bool HasValue, TValue? Told = default)
{
    public static TopicOp<TKey, TValue> Named(TKey key) => new(key, default!, false);
}
