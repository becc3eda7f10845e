using Sockeye.Emitters.Redis.Connections;

namespace Sockeye.Redis.Sharded;

/// <summary>
/// The channels of the rooms that have members here. After each change the table of rooms is asked again. So the last look decides, and the
/// channels follow the rooms, however fast these come and go.
/// </summary>
internal sealed class RoomSubscriptions(Func<string, bool> exists, Func<string, RedisSubscription> subscribe)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, RedisSubscription> _rooms = new(StringComparer.Ordinal);
    private bool _closed;

    /// <summary>Called when a room may have been created or removed.</summary>
    /// <returns>
    /// A task that completes when its channel is in the wanted state, or when that is not possible soon. It does not fail.
    /// </returns>
    public Task Update(string room)
    {
        lock (_gate)
        {
            var wanted = !_closed && exists(room);
            if (_rooms.TryGetValue(room, out var subscription))
            {
                return wanted ? subscription.Listening : End(room, subscription);
            }

            if (!wanted)
            {
                return Task.CompletedTask;
            }

            _rooms[room] = subscription = subscribe(room);
            return subscription.Listening;
        }
    }

    public Task CloseAsync()
    {
        lock (_gate)
        {
            _closed = true;
            return Task.WhenAll(_rooms.ToArray().Select(room => End(room.Key, room.Value)));
        }
    }

    private Task End(string room, RedisSubscription subscription)
    {
        _rooms.Remove(room);
        return subscription.EndAsync();
    }
}
