using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Sockeye.Emitters.Redis.Connections;
using Sockeye.Emitters.Subscriptions;
using StackExchange.Redis;

namespace Sockeye.Redis.Connections;

/// <summary>
/// What is listened to on one connection, for all namespaces and rooms that share it. StackExchange.Redis subscribes again after Redis was away; a channel that
/// could not be subscribed to is tried again here.
/// </summary>
internal sealed partial class RedisSubscriptions
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RefusedInterval = TimeSpan.FromSeconds(5);

    // Servers that share a connection of the application's share its channels too: StackExchange.Redis knows one subscription for each.
    private static readonly ConditionalWeakTable<IConnectionMultiplexer, RedisSubscriptions> _shared = [];

    private readonly RedisConnection _connection;
    private readonly ReceiveBudget _budget;
    private readonly TimeProvider _time;
    private readonly SubscriptionTable<RedisChannel, RedisSubscription> _table = new();
    private readonly ConcurrentDictionary<RedisChannel, ChannelMessageQueue> _queues = new();

    private RedisSubscriptions(RedisConnection connection, long maxWaitingBytes, TimeProvider time)
    {
        _connection = connection;
        _budget = new ReceiveBudget(maxWaitingBytes, time, connection.Logger);
        _time = time;
    }

    /// <summary>The subscriptions of a connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="maxWaitingBytes">The bytes of messages that may wait to be handled.</param>
    /// <param name="time">The clock.</param>
    public static RedisSubscriptions Of(RedisConnection connection, long maxWaitingBytes, TimeProvider time) =>
        connection.Source.Existing is { } existing
            ? _shared.GetValue(existing, _ => new RedisSubscriptions(connection, maxWaitingBytes, time))
            : new RedisSubscriptions(connection, maxWaitingBytes, time);

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

    /// <summary>Does what is due on a channel until nothing is. Where another call does so already, this one does nothing: the other sees what has changed.</summary>
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
                Establish(channel); // before the table says so: who waits for that finds it
            }

            // Where Redis is there, the next attempt comes soon: it is waited for. StackExchange.Redis may have one of its connections before the other.
            _table.End(channel, isListening: retry is null, failed: retry == RefusedInterval || !_connection.IsConnected);
            if (retry is { } interval)
            {
                if (_connection.IsClosed)
                {
                    return;
                }

                await Task.Delay(interval, _time);
            }
            else
            {
                Establish(channel); // and who came between the two
            }
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
    /// <returns>When to try again; <see langword="null"/> where it is listened to.</returns>
    private async Task<TimeSpan?> ListenAsync(RedisChannel channel)
    {
        ISubscriber? subscriber = null;
        try
        {
            subscriber = (await _connection.GetAsync()).GetSubscriber();

            // It waits for the answer of the server that has the subscription: in a Redis Cluster an answer of another one would say nothing.
            var queue = await subscriber.SubscribeAsync(channel);
            _connection.Observer?.Took("SUBSCRIBE");
            _queues[channel] = queue;
            if (_table.TryFind(channel, out var state))
            {
                new ChannelPump(queue, state, _budget, _connection.Source.Context, _connection.Logger).Start();
            }

            return null;
        }
        catch (RedisServerException exception)
        {
            _connection.Observer?.Refused("SUBSCRIBE", exception);
            Forget(subscriber, channel);
            return RefusedInterval;
        }
        catch (Exception exception)
        {
            Log.NotListening(_connection.Logger, exception, channel.ToString());
            Forget(subscriber, channel);
            return RetryInterval;
        }
    }

    private async Task StopAsync(RedisChannel channel)
    {
        if (!_queues.TryRemove(channel, out var queue))
        {
            return;
        }

        try
        {
            await queue.UnsubscribeAsync();
        }
        catch (Exception exception) when (RedisConnection.IsOfRedis(exception) || exception is ObjectDisposedException)
        {
            // Redis is away: it has forgotten its subscribers, and StackExchange.Redis has this one.
        }
    }

    // StackExchange.Redis remembers what it could not subscribe to, with a queue that nobody reads.
    private void Forget(ISubscriber? subscriber, RedisChannel channel)
    {
        try
        {
            subscriber?.UnsubscribeAsync(channel, handler: null, CommandFlags.FireAndForget);
        }
        catch (Exception exception) when (RedisConnection.IsOfRedis(exception) || exception is ObjectDisposedException)
        {
            Log.NotListening(_connection.Logger, exception, channel.ToString());
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4, LogLevel.Debug, "The channel {Channel} is not listened to yet.")]
        public static partial void NotListening(ILogger logger, Exception exception, string channel);
    }
}
