namespace Sockeye.Replication;

/// <summary>Gets what other servers tell of a topic. Called under the lock of the topic; of the topic it may change only the values of this server.</summary>
internal interface ITopicReader<TKey, TValue>
{
    /// <summary>A server has a value; <paramref name="before"/> is the value that it had, if it had one.</summary>
    void Put(string server, TKey key, TValue value, TValue? before);

    /// <summary>A server has none any more.</summary>
    void Remove(string server, TKey key, TValue before);

    /// <summary>Of a log: entries of a server were missed.</summary>
    void Miss(string server)
    {
    }

    /// <summary>A server wants a value of this server's own changed, or removed if the operation has no value.</summary>
    void Wish(string server, TopicOp<TKey, TValue> op)
    {
    }

    /// <summary>Which of the keys this server holds, as far as the others may not know.</summary>
    IEnumerable<TKey> Held(IEnumerable<TKey> keys) => [];

    /// <summary>A server has answered a question.</summary>
    void Answer(string server, long id, IEnumerable<TKey> held)
    {
    }
}
