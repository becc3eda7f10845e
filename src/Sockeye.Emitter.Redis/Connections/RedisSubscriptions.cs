using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Sockeye.Subscriptions;
using StackExchange.Redis;

namespace Sockeye.Emitters.Redis.Connections;

/// <summary>
/// The subscriptions of one connection, for all namespaces and rooms that share it. StackExchange.Redis subscribes again after an outage. A
/// channel that could not be subscribed is tried again here.
/// </summary>
internal sealed partial class RedisSubscriptions
{
    private const string Command = "SUBSCRIBE";
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RefusedInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestReturn = TimeSpan.FromSeconds(1);

    // Servers that share a connection of the application also share its channels, because StackExchange.Redis has one subscription for each
    // channel.
    private static readonly ConditionalWeakTable<IConnectionMultiplexer, RedisSubscriptions> _shared = [];

    private readonly ReceiveBudget _budget;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly SubscriptionTable<RedisChannel, RedisSubscription> _table = new();
    private readonly ConcurrentDictionary<RedisChannel, ChannelPump> _pumps = new();
    private readonly ConcurrentDictionary<RedisChannel, bool> _retrying = new(); // channels whose next attempt is due later
    private readonly ConcurrentDictionary<RedisChannel, bool> _refused = new();
    private volatile RedisConnection[] _owners = [];
    private int _isWatched;

    private RedisSubscriptions(long maxWaitingBytes, TimeProvider time)
    {
        _budget = new ReceiveBudget(maxWaitingBytes, time);
        _time = time;
    }

    /// <summary>
    /// The connection of a server that is not closed yet, if there is one. Servers that share a connection close one by one.
    /// </summary>
    private RedisConnection Owner => Array.Find(_owners, static owner => !owner.IsClosed) ?? _owners[^1];

    /// <summary>The subscriptions of a connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="maxWaitingBytes">
    /// How many bytes of messages may wait to be handled. If servers share a connection, the first one decides.
    /// </param>
    /// <param name="time">The clock.</param>
    public static RedisSubscriptions Of(RedisConnection connection, long maxWaitingBytes, TimeProvider time)
    {
        var subscriptions = connection.Source.Existing is { } existing
            ? _shared.GetValue(existing, _ => new RedisSubscriptions(maxWaitingBytes, time))
            : new RedisSubscriptions(maxWaitingBytes, time);
        lock (subscriptions._gate)
        {
            subscriptions._owners = [.. subscriptions._owners.Where(static owner => !owner.IsClosed), connection];
        }

        return subscriptions;
    }

    /// <summary>Subscribes to a channel, and again after each outage.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="onMessage">Gets each message with the name of its channel, one after the other. It does not throw.</param>
    /// <param name="onDropped">Called for each message that was dropped, because earlier ones have not been handled yet.</param>
    public RedisSubscription Subscribe(RedisChannel channel, Action<ReadOnlyMemory<byte>, string> onMessage, Action? onDropped = null)
    {
        var subscription = new RedisSubscription(onMessage, onDropped, subscription => EndAsync(channel, subscription));
        subscription.Listening = _table.Add(channel, subscription);
        if (subscription.Listening.IsCompleted)
        {
            subscription.OnEstablished(); // the channel is already subscribed for others
        }

        _ = SettleAsync(channel);
        return subscription;
    }

    private Task EndAsync(RedisChannel channel, RedisSubscription subscription)
    {
        var settled = _table.Remove(channel, subscription);
        _ = SettleAsync(channel);
        return settled;
    }

    /// <summary>
    /// Performs the operations that are due on a channel until none is. If another call already does so, this one does nothing, and the
    /// other call sees what has changed.
    /// </summary>
    private async Task SettleAsync(RedisChannel channel)
    {
        while (_table.TryBegin(channel, out var listen))
        {
            if (!listen)
            {
                await StopAsync(channel);
                _table.End(channel, isListening: false);
                continue;
            }

            var retry = await ListenAsync(channel);
            if (retry is null)
            {
                Establish(channel); // before the table reports it, so that code which waits for the table finds it done
            }

            // If Redis is reachable, the next attempt comes soon and is awaited. StackExchange.Redis may have one of its two connections
            // before the other.
            _table.End(channel, isListening: retry is null, failed: retry == RefusedInterval || !Owner.IsConnected);
            if (retry is { } interval)
            {
                _ = RetryAsync(channel, interval);
                return;
            }

            Establish(channel); // including subscribers that came between the two lines
        }

        if (!_table.TryFind(channel, out _))
        {
            Allow(channel); // the channel has no subscribers any more
        }
    }

    /// <summary>
    /// Tries again later, once, even if subscribers come and go until then. Each new subscriber causes an attempt at once.
    /// </summary>
    private async Task RetryAsync(RedisChannel channel, TimeSpan interval)
    {
        if (Owner.IsClosed || !_retrying.TryAdd(channel, true))
        {
            return;
        }

        await Task.Delay(interval, _time);

        // The entry is removed before the table is asked, so that an attempt that fails from now on gets its own retry.
        _retrying.TryRemove(channel, out _);
        await SettleAsync(channel);
    }

    private void Watch(IConnectionMultiplexer connection)
    {
        if (Interlocked.Exchange(ref _isWatched, 1) == 0)
        {
            connection.ConnectionRestored += (_, _) => _ = CheckAsync(connection);
        }
    }

    /// <summary>
    /// Checks the subscriptions after a connection has come back, because StackExchange.Redis does not report that Redis refused one.
    /// </summary>
    private async Task CheckAsync(IConnectionMultiplexer connection)
    {
        await Task.Delay(LongestReturn, _time);
        try
        {
            // As long as a server is not reachable, its channels cannot be subscribed. They are checked when it is back.
            if (!connection.GetServers().All(static server => server.IsConnected))
            {
                return;
            }

            var subscriber = connection.GetSubscriber();
            foreach (var channel in _pumps.Keys.Where(channel => subscriber.SubscribedEndpoint(channel) is null && _table.TryBeginAnew(channel)))
            {
                await StopAsync(channel);
                _table.End(channel, isListening: false);
                _ = SettleAsync(channel);
            }
        }
        catch (ObjectDisposedException)
        {
            // It was closed meanwhile.
        }
    }

    private void Establish(RedisChannel channel)
    {
        if (_table.TryFind(channel, out var state))
        {
            Array.ForEach(state.Subscribers, static subscription => subscription.OnEstablished());
        }
    }

    /// <summary>Subscribes to a channel.</summary>
    /// <returns>The time until the next attempt; <see langword="null"/> if the channel is subscribed.</returns>
    private async Task<TimeSpan?> ListenAsync(RedisChannel channel)
    {
        var connection = Owner;
        ISubscriber? subscriber = null;
        try
        {
            var multiplexer = await connection.GetAsync();
            Watch(multiplexer);
            subscriber = multiplexer.GetSubscriber();

            // This waits for the answer of the server that has the subscription. In a Redis Cluster the answer of another server would mean
            // nothing.
            var queue = await subscriber.SubscribeAsync(channel);
            Allow(channel);
            if (_table.TryFind(channel, out var state))
            {
                var pump = new ChannelPump(queue, state, _budget, connection.Source.Context, connection.Logger);
                _pumps[channel] = pump;
                pump.Start();
            }

            return null;
        }
        catch (RedisServerException exception)
        {
            _refused[channel] = true;
            foreach (var owner in _owners)
            {
                owner.Observer?.Refused(Command, exception);
            }

            Forget(subscriber, channel);
            return RefusedInterval;
        }
        catch (Exception exception)
        {
            Log.NotListening(connection.Logger, exception, channel.ToString());
            Forget(subscriber, channel);
            return RetryInterval;
        }
    }

    /// <summary>
    /// Called when a channel is not refused, or is no longer wanted. The command counts as refused as long as it is refused for any
    /// channel.
    /// </summary>
    private void Allow(RedisChannel channel)
    {
        if (_refused.TryRemove(channel, out _) && _refused.IsEmpty)
        {
            foreach (var owner in _owners)
            {
                owner.Observer?.Took(Command);
            }
        }
    }

    private async Task StopAsync(RedisChannel channel)
    {
        if (!_pumps.TryRemove(channel, out var pump))
        {
            return;
        }

        try
        {
            await pump.StopAsync();
        }
        catch (Exception)
        {
            // Redis is not reachable: it has forgotten its subscribers, and StackExchange.Redis still has this one. No exception may keep
            // the channel from being subscribed again.
        }
    }

    // StackExchange.Redis remembers a failed subscription, with a queue that nothing reads.
    private void Forget(ISubscriber? subscriber, RedisChannel channel)
    {
        try
        {
            subscriber?.UnsubscribeAsync(channel, handler: null, CommandFlags.FireAndForget);
        }
        catch (Exception exception)
        {
            Log.NotListening(Owner.Logger, exception, channel.ToString());
        }
    }

    private static partial class Log
    {
        [LoggerMessage(169, LogLevel.Debug, "The channel {Channel} is not subscribed yet.")]
        public static partial void NotListening(ILogger logger, Exception exception, string channel);
    }
}
