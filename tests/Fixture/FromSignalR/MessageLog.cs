using System.Collections.Concurrent;

namespace Sockeye.Fixture.FromSignalR;

/// <summary>A service that the hub and its port share: what was said in each room.</summary>
public sealed class MessageLog
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Message>> _rooms = [];

    /// <summary>The messages of a room as they are now.</summary>
    public IReadOnlyList<Message> Of(string room) => _rooms.TryGetValue(room, out var messages) ? [.. messages] : [];

    public void Add(string room, Message message) => _rooms.GetOrAdd(room, static _ => []).Enqueue(message);

    public void Clear(string room) => _rooms.TryRemove(room, out _);
}
