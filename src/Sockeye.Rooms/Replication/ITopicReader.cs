namespace Sockeye.Replication;

/// <summary>
/// Gets what other servers say in a topic. It is called under the lock of the topic, and may change only this server's own values.
/// </summary>
internal interface ITopicReader<TKey, TValue>
{
    /// <summary>Another server has set a value. <paramref name="before"/> is its former value, if it had one.</summary>
    void Put(string server, TKey key, TValue value, TValue? before);

    /// <summary>Another server has removed a value.</summary>
    void Remove(string server, TKey key, TValue before);

    /// <summary>Entries of another server were missed. Called for a log only.</summary>
    void Miss(string server)
    {
    }

    /// <summary>Another server wants to change one of this server's values, or to remove it if the operation has no value.</summary>
    void Wish(string server, TopicOp<TKey, TValue> op)
    {
    }

    /// <summary>Returns the keys that this server holds, including those that the others may not know.</summary>
    IEnumerable<TKey> Held(IEnumerable<TKey> keys) => [];

    /// <summary>Another server has answered a question.</summary>
    void Answer(string server, long id, IEnumerable<TKey> held)
    {
    }
}
