namespace Sockeye.Replication;

/// <summary>
/// What the servers of a cluster say to each other about one subject. Each server has its own values by key, and knows those of all others.
/// It is a state machine without I/O, threads and clock: messages and the time go in, changes go to the reader, and messages are taken out.
/// Its owner holds a lock around it.
/// </summary>
/// <remarks>
/// <para>Each server counts its changes. Messages may be lost, repeated or reordered: a known change is skipped, and an early one is held
/// back. If the missing change does not arrive within <see cref="Disorder"/>, the server is asked for a picture of all its values.
/// Heartbeats say how far a server is, so a lost last message is noticed too.</para>
/// <para>A log keeps nothing: if a reader has missed something, it only learns that it has.</para>
/// </remarks>
internal sealed class Topic<TKey, TValue>
    where TKey : notnull
{
    /// <summary>A message that arrives out of order within this time does not count as missing.</summary>
    public static readonly TimeSpan Disorder = TimeSpan.FromMilliseconds(100);

    // The maximum number of values kept for another server, so that no server can fill the memory of all. Further values are left out, and
    // read when there is room again.
    private const int MaxValues = 2_000_000;
    private const double RoomFactor = 0.9;

    // If this many heartbeats in a row do not name the topic, the server does not take part. A single one may have overtaken the first
    // message.
    private const int MaxAbsences = 2;

    private readonly TopicFormat<TKey, TValue> _format;
    private readonly ITopicReader<TKey, TValue> _reader;
    private readonly TimeSpan _askAgain;
    private readonly bool _isLog;
    private readonly int _maxValues;
    private readonly TopicOutbox<TKey, TValue> _outbox;
    private readonly Dictionary<string, TopicPeer<TKey, TValue>> _peers = new(StringComparer.Ordinal);

    // The servers from which a heartbeat was heard since the topic began here.
    private readonly HashSet<string> _heard = new(StringComparer.Ordinal);

    /// <param name="epoch">A number above zero and above that of all earlier topics of this name on this server.</param>
    /// <param name="format">Writes and reads the messages.</param>
    /// <param name="reader">Gets the changes.</param>
    /// <param name="askAgain">The time after which a server that has not answered is asked again.</param>
    /// <param name="isLog">Whether entries are sent and not kept.</param>
    /// <param name="maxValues">The maximum number of values that are kept for another server.</param>
    public Topic(long epoch, TopicFormat<TKey, TValue> format, ITopicReader<TKey, TValue> reader, TimeSpan askAgain, bool isLog = false, int maxValues = MaxValues)
    {
        _format = format;
        _reader = reader;
        _askAgain = askAgain;
        _isLog = isLog;
        _maxValues = maxValues;
        _outbox = new TopicOutbox<TKey, TValue>(epoch, format, isLog);
    }

    /// <summary>How far this server is in what it sends.</summary>
    public TopicPosition Position => _outbox.Position;

    /// <summary>Whether something of a server was missed, so that <see cref="Tick"/> has something to do after a while.</summary>
    public bool IsBehind => _peers.Values.Any(static peer => peer.IsBehind);

    /// <summary>
    /// Whether everything is known of the servers that take part: each server has said by a heartbeat how far it is, or that it does not
    /// take part.
    /// </summary>
    /// <param name="servers">All other servers.</param>
    public bool IsWhole(IEnumerable<string> servers) => servers.All(_heard.Contains) && !_peers.Values.Any(static peer => peer.IsBehind || peer.IsCut);

    /// <summary>Whether <see cref="TryTake"/> has a message.</summary>
    public bool HasOutgoing => _outbox.HasMessages;

    /// <summary>The other servers that take part.</summary>
    public IReadOnlyCollection<string> Participants => [.. _peers.Where(static peer => peer.Value.Absences == 0).Select(static peer => peer.Key)];

    public bool Has(TKey key) => _outbox.Has(key);

    /// <summary>Sets a value of this server. In a log: adds an entry.</summary>
    public void Put(TKey key, TValue value) => _outbox.Put(key, value);

    /// <summary>Removes a value of this server.</summary>
    public void Remove(TKey key) => _outbox.Remove(key);

    /// <summary>Removes all values of this server.</summary>
    public void Clear() => _outbox.Clear();

    /// <summary>Asks another server to change one of its values. The last wish for a key counts.</summary>
    public void Wish(string server, TopicOp<TKey, TValue> op) => _outbox.Wish(server, op);

    /// <summary>Asks the other servers which of the keys they hold.</summary>
    public void Question(long id, IEnumerable<TKey> keys) => _outbox.Send(TopicMessageKind.Question, null, id, keys);

    /// <summary>Asks all servers for a picture.</summary>
    public void AskAll()
    {
        if (!_isLog)
        {
            _outbox.Send(TopicMessageKind.Ask, null);
        }
    }

    /// <summary>The last message of the topic, if the topic ends but the server continues.</summary>
    public TopicMessage<TKey, TValue> End() => TopicMessage<TKey, TValue>.Of(TopicMessageKind.End, TopicPosition.EndOf(Position.Epoch));

    /// <summary>Handles a message of another server.</summary>
    public void Receive(string from, TopicMessage<TKey, TValue> message, TimeSpan now)
    {
        var peer = Meet(from);
        switch (message.Kind)
        {
            case TopicMessageKind.Delta:
                OnDelta(from, peer, message, now);
                break;
            case TopicMessageKind.Picture:
                OnPicture(from, peer, message, now);
                break;
            case TopicMessageKind.End:
                OnEnd(from, peer, message.At.Epoch);
                break;
            case TopicMessageKind.Ask when !_isLog:
                _outbox.SendPicture(from);
                break;
            case TopicMessageKind.Wish:
                foreach (var op in message.Ops)
                {
                    _reader.Wish(from, op);
                }

                break;
            case TopicMessageKind.Question:
                _outbox.Send(TopicMessageKind.Answer, from, message.Id, _reader.Held(message.Ops.Select(static op => op.Key)));
                break;
            case TopicMessageKind.Answer:
                _reader.Answer(from, message.Id, message.Ops.Select(static op => op.Key));
                break;
        }
    }

    /// <summary>Handles the heartbeat of another server: its position, if it takes part.</summary>
    public void Hear(string server, TopicPosition? position, TimeSpan now)
    {
        if (position is { } at)
        {
            var peer = Meet(server);
            Begin(server, peer, at);
            peer.Aim(at);
            if (peer.IsCut && !peer.IsReading && peer.Values.Count < _maxValues * RoomFactor)
            {
                peer.Forget();
            }

            Doubt(peer, now);
        }
        else if (_peers.TryGetValue(server, out var peer) && ++peer.Absences >= MaxAbsences)
        {
            Lose(server);
        }

        _heard.Add(server);
    }

    /// <summary>Removes a server that is gone, with all its values.</summary>
    public void Lose(string server)
    {
        _heard.Remove(server);
        if (_peers.Remove(server, out var peer))
        {
            Clear(server, peer, TopicPosition.EndOf(long.MaxValue));
            _outbox.Forget(server);
        }
    }

    /// <summary>Asks the servers of which something has been missing for long enough.</summary>
    /// <returns>Whether something of others has been missing, but not for long enough, so that this has to be called again.</returns>
    public bool Tick(TimeSpan now)
    {
        var isEarly = false;
        foreach (var (server, peer) in _peers)
        {
            if (!peer.IsBehind || now - peer.Asked < _askAgain)
            {
                continue;
            }

            if (now - peer.BehindSince < Disorder)
            {
                isEarly = true;
                continue;
            }

            if (_isLog)
            {
                peer.Reach(peer.Goal);
                _reader.Miss(server);
                continue;
            }

            peer.Asked = now;
            _outbox.Send(TopicMessageKind.Ask, server);
        }

        return isEarly;
    }

    /// <summary>Takes the next message to send. It counts as sent, whether it arrives or not.</summary>
    public bool TryTake(out TopicMessage<TKey, TValue> message, out string? toServer) => _outbox.TryTake(out message, out toServer);

    /// <summary>Called when nothing can be sent for the moment. A server that has asked will ask again.</summary>
    public void Interrupt() => _outbox.Interrupt();

    private TopicPeer<TKey, TValue> Meet(string server)
    {
        if (!_peers.TryGetValue(server, out var peer))
        {
            _peers.Add(server, peer = new TopicPeer<TKey, TValue>());
        }

        peer.Absences = 0;
        return peer;
    }

    /// <summary>Called when a server may have begun again with no values.</summary>
    private void Begin(string server, TopicPeer<TKey, TValue> peer, TopicPosition at)
    {
        if (at.Number == 0 && at.Epoch > peer.Position.Epoch)
        {
            Clear(server, peer, at);
            peer.Reach(at);
        }
    }

    private void OnDelta(string from, TopicPeer<TKey, TValue> peer, TopicMessage<TKey, TValue> message, TimeSpan now)
    {
        if (message.End <= peer.Position)
        {
            return;
        }

        Begin(from, peer, message.At);
        peer.Aim(message.End);
        if (peer.Follows(message))
        {
            Apply(from, peer, message);
            ApplyHeld(from, peer);
        }
        else
        {
            peer.Hold(message);
        }

        Doubt(peer, now);
    }

    private void OnPicture(string from, TopicPeer<TKey, TValue> peer, TopicMessage<TKey, TValue> message, TimeSpan now)
    {
        if (!peer.Read(message, out var isComplete))
        {
            return;
        }

        peer.Asked = now;
        foreach (var op in message.Ops)
        {
            Put(from, peer, op);
        }

        if (isComplete)
        {
            foreach (var (key, known) in peer.Values)
            {
                if (known.Generation != peer.Generation)
                {
                    Remove(from, peer, key);
                }
            }

            peer.Reach(message.At);
            ApplyHeld(from, peer);
        }

        Doubt(peer, now);
    }

    private void OnEnd(string from, TopicPeer<TKey, TValue> peer, long epoch)
    {
        if (epoch >= peer.Position.Epoch)
        {
            Clear(from, peer, TopicPosition.EndOf(epoch));
            peer.Reach(TopicPosition.EndOf(epoch));
        }
    }

    private void ApplyHeld(string from, TopicPeer<TKey, TValue> peer)
    {
        while (peer.TakeHeld() is { } held)
        {
            Apply(from, peer, held);
        }
    }

    private void Apply(string from, TopicPeer<TKey, TValue> peer, TopicMessage<TKey, TValue> message)
    {
        for (var i = (int)Math.Min(peer.Position.Number - message.At.Number, message.Ops.Count); i < message.Ops.Count; i++)
        {
            var op = message.Ops[i];
            if (op.HasValue)
            {
                Put(from, peer, op);
            }
            else
            {
                Remove(from, peer, op.Key);
            }
        }

        if (message.End > peer.Position)
        {
            peer.Reach(message.End);
        }
    }

    private void Put(string server, TopicPeer<TKey, TValue> peer, TopicOp<TKey, TValue> op)
    {
        if (_isLog)
        {
            _reader.Put(server, op.Key, op.Value, default);
            return;
        }

        var isKnown = peer.Values.TryGetValue(op.Key, out var known);
        if (!isKnown && peer.Values.Count >= _maxValues)
        {
            peer.IsCut = true;
            return;
        }

        var value = isKnown ? _format.Complete(known.Value, op.Value) : op.Value;
        peer.Values[op.Key] = (value, peer.Generation);
        _reader.Put(server, op.Key, value, known.Value);
    }

    private void Remove(string server, TopicPeer<TKey, TValue> peer, TKey key)
    {
        if (peer.Values.Remove(key, out var known))
        {
            _reader.Remove(server, key, known.Value);
        }
    }

    /// <summary>
    /// Called when a server had no values at a position. What parts of a later picture have brought stays, because it does not come again.
    /// </summary>
    private void Clear(string server, TopicPeer<TKey, TValue> peer, TopicPosition at)
    {
        var keepsPicture = peer.IsReadingBeyond(at);
        foreach (var (key, known) in peer.Values)
        {
            if (!keepsPicture || known.Generation != peer.Generation)
            {
                Remove(server, peer, key);
            }
        }
    }

    private static void Doubt(TopicPeer<TKey, TValue> peer, TimeSpan now)
    {
        if (peer.IsBehind)
        {
            peer.BehindSince ??= now;
        }
    }
}
