namespace Sockeye.Replication;

/// <summary>What is known of another server in a topic.</summary>
internal sealed class TopicPeer<TKey, TValue>
    where TKey : notnull
{
    private const int MaxHeld = 64;

    private readonly List<TopicMessage<TKey, TValue>> _held = [];

    // The picture that is being read: which parts have come. Those of two pictures are never mixed.
    private readonly HashSet<int> _parts = [];
    private TopicPosition _pictureAt;
    private long _pictureId;
    private int _lastPart = -1;

    /// <summary>How far the changes of the server are known.</summary>
    public TopicPosition Position { get; private set; }

    /// <summary>How far the server is, as far as was heard.</summary>
    public TopicPosition Goal { get; private set; }

    public bool IsBehind => Position < Goal;

    /// <summary>Since when this server is behind.</summary>
    public TimeSpan? BehindSince { get; set; }

    /// <summary>When the server was asked for the picture, or was last heard to answer.</summary>
    public TimeSpan? Asked { get; set; }

    /// <summary>How many heartbeats in a row did not name the topic.</summary>
    public int Absences { get; set; }

    /// <summary>Whether a picture is being read: changes wait until it is complete, or they would be undone by what it has of an earlier time.</summary>
    public bool IsReading => _parts.Count > 0;

    /// <summary>Whether values were left out since the last picture began, because there were too many.</summary>
    public bool IsCut { get; set; }

    /// <summary>Counts the pictures: a value of an earlier one than the last is gone.</summary>
    public int Generation { get; private set; }

    public Dictionary<TKey, (TValue Value, int Generation)> Values { get; } = [];

    /// <summary>The server is that far, or farther.</summary>
    public void Aim(TopicPosition position)
    {
        if (position > Goal)
        {
            Goal = position;
        }
    }

    /// <summary>Everything is known up to a position. Changes before it are of no use any more.</summary>
    public void Reach(TopicPosition position)
    {
        Position = position;
        Aim(position);
        _held.RemoveAll(message => message.End <= position);
        if (IsReading && _pictureAt <= position)
        {
            StopReading();
        }

        if (!IsBehind)
        {
            BehindSince = null;
            Asked = null;
        }
    }

    /// <summary>Whether a picture of a later position is being read.</summary>
    public bool IsReadingBeyond(TopicPosition position) => IsReading && _pictureAt > position;

    /// <summary>Nothing is known for sure: the picture is needed.</summary>
    public void Forget()
    {
        Position = default;
        IsCut = false;
    }

    /// <summary>Changes that came before those that they follow on.</summary>
    public void Hold(TopicMessage<TKey, TValue> message)
    {
        if (_held.Count < MaxHeld)
        {
            _held.Add(message);
        }
    }

    /// <summary>Changes that were held, and follow on what is known now.</summary>
    public TopicMessage<TKey, TValue>? TakeHeld()
    {
        var index = _held.FindIndex(message => Follows(message));
        if (index < 0)
        {
            return null;
        }

        var message = _held[index];
        _held.RemoveAt(index);
        return message;
    }

    /// <summary>Whether changes can be applied now.</summary>
    public bool Follows(TopicMessage<TKey, TValue> message) => !IsReading && message.At.Epoch == Position.Epoch && message.At <= Position;

    /// <summary>A part of a picture has come.</summary>
    /// <param name="message">The part.</param>
    /// <param name="isComplete">Whether it was the last that was missing.</param>
    /// <returns>Whether the part is to be applied: it is of a picture that is new, and the latest.</returns>
    public bool Read(TopicMessage<TKey, TValue> message, out bool isComplete)
    {
        isComplete = false;
        if (message.At <= Position || (IsReading && (message.At, message.Id).CompareTo((_pictureAt, _pictureId)) < 0))
        {
            return false;
        }

        if (!IsReading || message.At != _pictureAt || message.Id != _pictureId)
        {
            StopReading();
            (_pictureAt, _pictureId) = (message.At, message.Id);
            Generation++;
            IsCut = false;
        }

        if (!_parts.Add(message.Part))
        {
            return false;
        }

        _lastPart = message.IsLast ? message.Part : _lastPart;
        isComplete = _parts.Count == _lastPart + 1;
        return true;
    }

    private void StopReading()
    {
        _parts.Clear();
        _lastPart = -1;
    }
}
