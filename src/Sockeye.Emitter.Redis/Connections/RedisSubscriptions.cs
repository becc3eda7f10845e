using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Sockeye.Subscriptions;
using StackExchange.Redis;

namespace Sockeye.Emitters.Redis.Connections;

/// <summary>
/// What is listened to on one connection, for all namespaces and rooms that share it. StackExchange.Redis subscribes again after Redis was away; a channel that
/// could not be subscribed to is tried again here.
/// </summary>
internal sealed partial class RedisSubscriptions
{
    private const string Command = "SUBSCRIBE";
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RefusedInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestReturn = TimeSpan.FromSeconds(1);

    // Servers that share a connection of the application's share its channels too: StackExchange.Redis knows one subscription for each.
    private static readonly ConditionalWeakTable<IConnectionMultiplexer, RedisSubscriptions> _shared = [];

    private readonly ReceiveBudget _budget;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly SubscriptionTable<RedisChannel, RedisSubscription> _table = new();
    private readonly ConcurrentDictionary<RedisChannel, ChannelPump> _pumps = new();
    private readonly ConcurrentDictionary<RedisChannel, bool> _retrying = new(); // those whose next attempt is due later
    private readonly ConcurrentDictionary<RedisChannel, bool> _refused = new();
    private volatile RedisConnection[] _owners = [];
    private int _isWatched;

    private RedisSubscriptions(long maxWaitingBytes, TimeProvider time)
    {
        _budget = new ReceiveBudget(maxWaitingBytes, time);
        _time = time;
    }

    /// <summary>The connection of a server that is not closed yet, if there is one: servers that share a connection go one by one.</summary>
    private RedisConnection Owner => Array.Find(_owners, static owner => !owner.IsClosed) ?? _owners[^1];

    /// <summary>The subscriptions of a connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="maxWaitingBytes">The bytes of messages that may wait to be handled. Of servers that share a connection, the first one says it.</param>
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

    /// <summary>Listens to a channel, also after Redis was away.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="onMessage">Gets each message and the name of the channel that it was sent to, one after the other. It does not throw.</param>
    /// <param name="onDropped">Called for each message that had no room, because those before it have not been handled yet.</param>
    public RedisSubscription Subscribe(RedisChannel channel, Action<ReadOnlyMemory<byte>, string> onMessage, Action? onDropped = null)
    {
        var subscription = new RedisSubscription(onMessage, onDropped, subscription => EndAsync(channel, subscription));
        subscription.Listening = _table.Add(channel, subscription);
        if (subscription.Listening.IsCompleted)
        {
            subscription.OnEstablished(); // others listen to it already
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

    /// <summary>Does what is due on a channel until nothing is. If another call does so already, this one does nothing: the other sees what has changed.</summary>
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
                Establish(channel); // before the table says so: a waiter of the table finds it done
            }

            // If Redis is there, the next attempt comes soon: it is waited for. StackExchange.Redis may have one of its connections before the other.
            _table.End(channel, isListening: retry is null, failed: retry == RefusedInterval || !Owner.IsConnected);
            if (retry is { } interval)
            {
                _ = RetryAsync(channel, interval);
                return;
            }

            Establish(channel); // and those that came between the two
        }

        if (!_table.TryFind(channel, out _))
        {
            Allow(channel); // nobody wants it any longer
        }
    }

    /// <summary>Tries again later: once, however many subscribers have come and gone until then, each of which has it tried at once.</summary>
    private async Task RetryAsync(RedisChannel channel, TimeSpan interval)
    {
        if (Owner.IsClosed || !_retrying.TryAdd(channel, true))
        {
            return;
        }

        await Task.Delay(interval, _time);

        // It is taken back before the table is asked: an attempt that fails from now on has a retry of its own.
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

    /// <summary>Looks at what is listened to after a connection has come back: StackExchange.Redis does not say that Redis refused it then.</summary>
    private async Task CheckAsync(IConnectionMultiplexer connection)
    {
        await Task.Delay(LongestReturn, _time);
        try
        {
            // As long as a server is away, its channels cannot be listened to: they are looked at when it is back.
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

    /// <summary>Begins to listen to a channel.</summary>
    /// <returns>When to try again; <see langword="null"/> if it is listened to.</returns>
    private async Task<TimeSpan?> ListenAsync(RedisChannel channel)
    {
        var connection = Owner;
        ISubscriber? subscriber = null;
        try
        {
            var multiplexer = await connection.GetAsync();
            Watch(multiplexer);
            subscriber = multiplexer.GetSubscriber();

            // It waits for the answer of the server that has the subscription: in a Redis Cluster an answer of another one would say nothing.
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

    /// <summary>A channel is not refused, or not wanted any longer. The command is refused as long as it is for any channel.</summary>
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
            // Redis is away: it has forgotten its subscribers, and StackExchange.Redis has this one. No exception may keep the channel from being listened to again.
        }
    }

    // StackExchange.Redis remembers what it could not subscribe to, with a queue that nobody reads.
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
        [LoggerMessage(169, LogLevel.Debug, "The channel {Channel} is not listened to yet.")]
        public static partial void NotListening(ILogger logger, Exception exception, string channel);
    }
}
