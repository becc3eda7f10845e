using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Sockeye.Emitters.Redis.Connections;

/// <summary>Handles the messages of a channel, one after the other, in a context.</summary>
internal sealed partial class ChannelPump(ChannelMessageQueue queue, Action<ReadOnlyMemory<byte>, string> handler, SynchronizationContext? context, ILogger logger)
{
    // The messages of one read are handled together, but not so many that others would have to wait for long.
    private const int MostAtOnce = 16;

    /// <summary>Handles what comes until the channel is not listened to any longer.</summary>
    public void Start() => ThreadPool.UnsafeQueueUserWorkItem(static pump => _ = pump.RunAsync(), this, preferLocal: false);

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                Handle(await new ContextAwaitable<ChannelMessage>(queue.ReadAsync(), context));
                var handled = 1;
                while (queue.TryRead(out var message))
                {
                    if (handled++ % MostAtOnce == 0)
                    {
                        await new ContextYield(context);
                    }

                    Handle(message);
                }
            }
        }
        catch (ChannelClosedException)
        {
            // It is not listened to any longer.
        }
    }

    private void Handle(ChannelMessage message)
    {
        try
        {
            handler((byte[]?)message.Message ?? [], message.Channel.ToString());
        }
        catch (Exception exception)
        {
            Log.Failed(logger, exception, queue.Channel.ToString());
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5, LogLevel.Error, "A message of the channel {Channel} could not be handled.")]
        public static partial void Failed(ILogger logger, Exception exception, string channel);
    }
}
