using StackExchange.Redis;

namespace Sockeye.Redis.Sharded;

/// <summary>
/// The channels of the rooms that have members here. After any change the table of rooms is asked again, so that the last look decides: however fast
/// rooms come and go, the channels end up as the rooms.
/// </summary>
internal sealed class RoomSubscriptions(Func<string, bool> exists, Func<string, Task<ChannelMessageQueue>> subscribe)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, RoomSubscription> _rooms = new(StringComparer.Ordinal);
    private bool _closed;

    /// <summary>A room may have come or gone.</summary>
    /// <returns>Completes when its channel is as wanted now. It does not fail.</returns>
    public Task Update(string room)
    {
        lock (_gate)
        {
            var wanted = !_closed && exists(room);
            if (!_rooms.TryGetValue(room, out var subscription))
            {
                if (!wanted)
                {
                    return Task.CompletedTask;
                }

                _rooms[room] = subscription = new RoomSubscription();
            }

            if (subscription.Wanted != wanted)
            {
                subscription.Wanted = wanted;
                subscription.Last = ChangeAsync(subscription.Last, room, subscription);
            }

            return subscription.Last;
        }
    }

    public async Task CloseAsync()
    {
        string[] rooms;
        lock (_gate)
        {
            _closed = true;
            rooms = [.. _rooms.Keys];
        }

        await Task.WhenAll(rooms.Select(Update));
    }

    private async Task ChangeAsync(Task previous, string room, RoomSubscription subscription)
    {
        await previous.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.SuppressThrowing);
        bool wanted;
        lock (_gate)
        {
            wanted = subscription.Wanted;
        }

        try
        {
            if (wanted && subscription.Queue is null)
            {
                subscription.Queue = await subscribe(room);
            }
            else if (!wanted && subscription.Queue is { } queue)
            {
                subscription.Queue = null;
                await queue.UnsubscribeAsync(CommandFlags.FireAndForget);
            }
        }
        catch (Exception exception) when (exception is RedisException or ObjectDisposedException)
        {
            // Redis is away: it has forgotten its subscribers, too.
        }

        lock (_gate)
        {
            if (!subscription.Wanted && subscription.Queue is null && _rooms.TryGetValue(room, out var present) && present == subscription)
            {
                _rooms.Remove(room);
            }
        }
    }
}
