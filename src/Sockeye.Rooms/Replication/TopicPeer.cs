namespace Sockeye.Replication;

/// <summary>What is known about another server in a topic.</summary>
internal sealed class TopicPeer<TKey, TValue>
    where TKey : notnull
{
    private const int MaxHeld = 64;

    private readonly List<TopicMessage<TKey, TValue>> _held = [];

    // The parts that have arrived of the picture that is being read. Parts of two pictures are never mixed.
    private readonly HashSet<int> _parts = [];
    private TopicPosition _pictureAt;
    private long _pictureId;
    private int _lastPart = -1;

    /// <summary>The position up to which the changes of the server are known.</summary>
    public TopicPosition Position { get; private set; }

    /// <summary>The latest position of the server that was heard.</summary>
    public TopicPosition Goal { get; private set; }

    public bool IsBehind => Position < Goal;

    /// <summary>The time since which changes of the server are missing.</summary>
    public TimeSpan? BehindSince { get; set; }

    /// <summary>The time at which the server was asked for the picture, or last answered.</summary>
    public TimeSpan? Asked { get; set; }

    /// <summary>How many heartbeats in a row did not name the topic.</summary>
    public int Absences { get; set; }

    /// <summary>
    /// Whether a picture is being read. Changes wait until it is complete, because older values in the picture would undo them.
    /// </summary>
    public bool IsReading => _parts.Count > 0;

    /// <summary>Whether values were left out since the last picture began, because there were too many.</summary>
    public bool IsCut { get; set; }

    /// <summary>Counts the pictures. A value of an earlier picture than the last one is gone.</summary>
    public int Generation { get; private set; }

    public Dictionary<TKey, (TValue Value, int Generation)> Values { get; } = [];

    /// <summary>Notes that the server has reached at least this position.</summary>
    public void Aim(TopicPosition position)
    {
        if (position > Goal)
        {
            Goal = position;
        }
    }

    /// <summary>Notes that everything up to a position is known. Earlier changes are dropped.</summary>
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

    /// <summary>Notes that the picture is needed, because the present knowledge may be wrong.</summary>
    public void Forget()
    {
        Position = default;
        IsCut = false;
    }

    /// <summary>Holds changes that arrived before the changes that they follow.</summary>
    public void Hold(TopicMessage<TKey, TValue> message)
    {
        if (_held.Count < MaxHeld)
        {
            _held.Add(message);
        }
    }

    /// <summary>Takes held changes that follow what is known now.</summary>
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

    /// <summary>Handles a part of a picture.</summary>
    /// <param name="message">The part.</param>
    /// <param name="isComplete">Whether it was the last missing part.</param>
    /// <returns>Whether the part has to be applied: its picture is new, and the latest one.</returns>
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
