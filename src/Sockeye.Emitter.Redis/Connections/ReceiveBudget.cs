using Microsoft.Extensions.Logging;
using Sockeye.Diagnostics;

namespace Sockeye.Emitters.Redis.Connections;

/// <summary>
/// Bounds the messages of all channels of a connection that have come and wait to be handled. Redis cannot be asked to wait: StackExchange.Redis reads on, since the
/// same connection may bring the answers to commands. So what has no room is dropped, counted, and said.
/// </summary>
/// <remarks>
/// One channel has no more than eight times what is left for the others: a listener that blocks one namespace does not keep the others from hearing.
/// </remarks>
internal sealed partial class ReceiveBudget(long maxBytes, TimeProvider time)
{
    private const int MostOfOne = 8;
    private const int BytesOfAMessage = 128; // what it takes in memory beside its content

    private readonly LogSampler _sampler = new(time);
    private long _waiting;

    /// <summary>A message has come.</summary>
    /// <param name="size">Its bytes.</param>
    /// <param name="ofChannel">What waits of its channel.</param>
    /// <param name="logger">Where it is said if there is no room.</param>
    /// <returns>Whether there is room for it.</returns>
    public bool TryEnter(int size, ref long ofChannel, ILogger logger)
    {
        var cost = (long)size + BytesOfAMessage;
        var waiting = Interlocked.Add(ref _waiting, cost);
        var own = Interlocked.Add(ref ofChannel, cost);

        // One that is larger than all that may wait is let in alone.
        if (waiting == cost || (waiting <= maxBytes && (own == cost || own / MostOfOne <= maxBytes - waiting)))
        {
            return true;
        }

        Leave(size, ref ofChannel);
        if (_sampler.ShouldWrite("overload", out var skipped))
        {
            Log.Dropped(logger, skipped);
        }

        return false;
    }

    /// <summary>It has been handled.</summary>
    public void Leave(int size, ref long ofChannel)
    {
        var cost = (long)size + BytesOfAMessage;
        Interlocked.Add(ref ofChannel, -cost);
        Interlocked.Add(ref _waiting, -cost);
    }

    private static partial class Log
    {
        [LoggerMessage(81, LogLevel.Warning, "Messages of other servers come faster than they are handled: one was dropped, and {Skipped} more since the last warning.")]
        public static partial void Dropped(ILogger logger, int skipped);
    }
}
