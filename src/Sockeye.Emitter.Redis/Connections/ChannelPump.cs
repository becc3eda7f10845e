using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Sockeye.Subscriptions;
using StackExchange.Redis;

namespace Sockeye.Emitters.Redis.Connections;

/// <summary>
/// Delivers the messages of a channel to its subscribers, one after the other, in a context. Messages are taken from StackExchange.Redis at
/// once, because its queue has no bound. The queue of messages that wait to be handled has one.
/// </summary>
internal sealed partial class ChannelPump(
    ChannelMessageQueue queue, ChannelState<RedisSubscription> state, ReceiveBudget budget, SynchronizationContext? context, ILogger logger)
{
    // The messages of one read are handled together, but not so many that others would have to wait for long.
    private const int MostAtOnce = 16;
    private const int MostTakenAtOnce = 1024;

    private readonly ConcurrentQueue<WaitingMessage> _waiting = new();
    private long _waitingBytes;
    private int _isHandling;
    private volatile bool _isStopped;

    /// <summary>Handles messages until the channel is not subscribed any more.</summary>
    public void Start() => ThreadPool.UnsafeQueueUserWorkItem(static pump => _ = pump.TakeAsync(), this, preferLocal: false);

    /// <summary>
    /// Ends the subscription. Waiting messages are not handled: a new subscriber of the channel gets only later messages.
    /// </summary>
    public Task StopAsync()
    {
        _isStopped = true;
        return queue.UnsubscribeAsync();
    }

    private async Task TakeAsync()
    {
        try
        {
            while (true)
            {
                Take(await new ContextAwaitable<ChannelMessage>(queue.ReadAsync(), context));
                var taken = 1;
                while (queue.TryRead(out var message))
                {
                    if (taken++ % MostTakenAtOnce == 0)
                    {
                        await new ContextYield(context);
                    }

                    Take(message);
                }
            }
        }
        catch (ChannelClosedException)
        {
            // The channel is not subscribed any more.
        }
    }

    private void Take(ChannelMessage message)
    {
        var content = (byte[]?)message.Message ?? [];
        if (!budget.TryEnter(content.Length, ref _waitingBytes, logger))
        {
            Drop(message.Channel);
            return;
        }

        // The message is in the queue before the check whether it is being handled; see the end of the handling.
        _waiting.Enqueue(new WaitingMessage(content, message.Channel.ToString()));
        if (Interlocked.Exchange(ref _isHandling, 1) == 0)
        {
            _ = HandleAsync();
        }
    }

    private async Task HandleAsync()
    {
        while (true)
        {
            // Not inside the loop that takes messages, because a handler that blocks must not hold that up.
            await new ContextYield(context);
            for (var handled = 0; handled < MostAtOnce && _waiting.TryDequeue(out var message); handled++)
            {
                if (!_isStopped)
                {
                    Handle(message);
                }

                budget.Leave(message.Content.Length, ref _waitingBytes);
            }

            if (_waiting.IsEmpty)
            {
                // The flag is cleared before the last look. A message that came before is seen here; a later one starts the handling again.
                Interlocked.Exchange(ref _isHandling, 0);
                if (_waiting.IsEmpty || Interlocked.Exchange(ref _isHandling, 1) != 0)
                {
                    return;
                }
            }
        }
    }

    // An exception of a metrics listener must not end the loop that takes messages.
    private void Drop(RedisChannel channel)
    {
        foreach (var subscriber in state.Subscribers)
        {
            try
            {
                subscriber.OnDropped();
            }
            catch (Exception exception)
            {
                Log.Failed(logger, exception, channel.ToString());
            }
        }
    }

    private void Handle(WaitingMessage message)
    {
        foreach (var subscriber in state.Subscribers)
        {
            try
            {
                subscriber.OnMessage(message.Content, message.Channel);
            }
            catch (Exception exception)
            {
                Log.Failed(logger, exception, message.Channel);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(171, LogLevel.Error, "A message of the channel {Channel} could not be handled.")]
        public static partial void Failed(ILogger logger, Exception exception, string channel);
    }
}
