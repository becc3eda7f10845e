using Sockeye.Samples.Chat.Messages;

namespace Sockeye.Samples.Chat.Rooms;

/// <summary>What the library does not know of a room: that it exists while it is empty, and what was said. It knows who is in it.</summary>
internal sealed class ChatRoom(string name, bool permanent, int historyLength)
{
    /// <summary>Before the names of the library's rooms, so that none is mistaken for a personal room or a socket's own.</summary>
    public const string Prefix = "room:";

    private readonly Queue<ChatMessage> _history = new();

    public string Name { get; } = name;

    /// <summary>The library's room.</summary>
    public string Key { get; } = Prefix + name;

    /// <summary>Whether it stays without members for ever.</summary>
    public bool Permanent { get; } = permanent;

    /// <summary>When somebody last asked for it. Changed under the lock of <see cref="RoomRegistry"/>.</summary>
    public DateTimeOffset LastUsed { get; set; }

    /// <summary>Held while who is in it changes and is told, so that every member hears of the changes in one order.</summary>
    public SemaphoreSlim Membership { get; } = new(1, 1);

    public ChatMessage[] History
    {
        get
        {
            lock (_history)
            {
                return [.. _history];
            }
        }
    }

    /// <summary>What was said here and elsewhere, in the order of time: the last of it, as much as is kept of a room.</summary>
    public ChatMessage[] Merge(IEnumerable<ChatMessage> elsewhere) =>
        [.. History.Concat(elsewhere).DistinctBy(message => message.Id).OrderBy(message => message.At).TakeLast(historyLength)];

    public void Remember(ChatMessage message)
    {
        lock (_history)
        {
            _history.Enqueue(message);
            if (_history.Count > historyLength)
            {
                _history.Dequeue();
            }
        }
    }
}
