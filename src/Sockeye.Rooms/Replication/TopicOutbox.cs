namespace Sockeye.Replication;

/// <summary>
/// What this server has to send in a topic, in order: answers and wishes first, then the picture if a server has asked for it, in turn with
/// changes, so that neither of the two blocks the other.
/// </summary>
internal sealed class TopicOutbox<TKey, TValue>(long epoch, TopicFormat<TKey, TValue> format, bool isLog)
    where TKey : notnull
{
    // The maximum number of waiting answers and wishes. Lost ones are asked for again.
    private const int MaxOutgoing = 1000;
    private const int MaxWishes = 10_000;
    private const int WishesAtOnce = 500;

    private readonly OwnValues<TKey, TValue> _own = new(format, isLog);
    private readonly Queue<(TopicMessage<TKey, TValue> Message, string? To)> _outgoing = new();
    private readonly Dictionary<(string Server, TKey Key), TopicOp<TKey, TValue>> _wishes = [];

    // The servers that get the next picture. If more than one has asked, all servers get it.
    private readonly HashSet<string> _askers = new(StringComparer.Ordinal);
    private bool _isForAll;

    private string? _pictureTo;
    private TopicPosition _pictureAt;
    private long _pictures;
    private int _parts;
    private bool _wasPicture;

    public TopicPosition Position => new(epoch, _own.Number);

    public bool HasMessages => _outgoing.Count > 0 || _wishes.Count > 0 || _askers.Count > 0 || _isForAll || _own.HasPicture || _own.HasChanges;

    public bool Has(TKey key) => _own.TryGet(key, out _);

    public void Put(TKey key, TValue value) => _isForAll |= _own.Put(key, value) && !isLog;

    public void Remove(TKey key) => _isForAll |= _own.Remove(key);

    public void Clear()
    {
        while (_own.Last is { } last)
        {
            Remove(last.Key);
        }
    }

    public void Wish(string server, TopicOp<TKey, TValue> op)
    {
        if (_wishes.Count < MaxWishes || _wishes.ContainsKey((server, op.Key)))
        {
            _wishes[(server, op.Key)] = op;
        }
    }

    public void Send(TopicMessageKind kind, string? to, long id = 0, IEnumerable<TKey>? keys = null)
    {
        if (_outgoing.Count < MaxOutgoing)
        {
            _outgoing.Enqueue((TopicMessage<TKey, TValue>.Of(kind, id: id, ops: [.. (keys ?? []).Select(TopicOp<TKey, TValue>.Named)]), to));
        }
    }

    /// <summary>Called when a server has asked for the picture.</summary>
    public void SendPicture(string to) => _askers.Add(to);

    /// <summary>Called when a server is gone.</summary>
    public void Forget(string server) => _askers.Remove(server);

    /// <summary>Takes the next message to send. It counts as sent, whether it arrives or not.</summary>
    public bool TryTake(out TopicMessage<TKey, TValue> message, out string? toServer)
    {
        if (_outgoing.TryDequeue(out var next))
        {
            (message, toServer) = next;
            return true;
        }

        if (TryTakeWishes(out message, out toServer))
        {
            return true;
        }

        if (!_own.HasPicture && (_isForAll || _askers.Count > 0) && !(_wasPicture && _own.HasChanges))
        {
            BeginPicture();
        }

        if (_own.HasPicture)
        {
            toServer = _pictureTo;
            var part = _own.TakePart(out var isLast);
            message = new TopicMessage<TKey, TValue>(TopicMessageKind.Picture, _pictureAt, _pictures, _parts++, isLast, part);
            _wasPicture = isLast;
            return true;
        }

        _wasPicture = false;
        var at = Position;
        message = TopicMessage<TKey, TValue>.Of(TopicMessageKind.Delta, at, ops: _own.TakeChanges());
        return message.Ops.Count > 0;
    }

    public void Interrupt()
    {
        _outgoing.Clear();
        _wishes.Clear();
        _askers.Clear();
        _isForAll = false;
        _own.EndPicture();
    }

    private void BeginPicture()
    {
        _own.BeginPicture(_isForAll);
        _pictureTo = !_isForAll && _askers.Count == 1 ? _askers.First() : null;
        _pictureAt = Position;
        _pictures++;
        _parts = 0;
        _askers.Clear();
        _isForAll = false;
    }

    private bool TryTakeWishes(out TopicMessage<TKey, TValue> message, out string? toServer)
    {
        (message, toServer) = (null!, null);
        if (_wishes.Count == 0)
        {
            return false;
        }

        var server = _wishes.First().Key.Server;
        TopicOp<TKey, TValue>[] ops = [.. _wishes.Where(wish => wish.Key.Server == server).Take(WishesAtOnce).Select(static wish => wish.Value)];
        foreach (var op in ops)
        {
            _wishes.Remove((server, op.Key));
        }

        (message, toServer) = (TopicMessage<TKey, TValue>.Of(TopicMessageKind.Wish, ops: ops), server);
        return true;
    }
}
