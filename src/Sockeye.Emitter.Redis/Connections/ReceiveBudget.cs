using Microsoft.Extensions.Logging;
using Sockeye.Diagnostics;

namespace Sockeye.Emitters.Redis.Connections;

/// <summary>
/// Limits the messages of all channels of a connection that wait to be handled. Redis cannot be asked to wait, and StackExchange.Redis has
/// to read on, because the same connection may bring the answers to commands. So messages beyond the limit are dropped, counted and logged.
/// </summary>
/// <remarks>
/// One channel gets at most eight times what is left for the others, so a listener that blocks one namespace does not keep the others from
/// receiving.
/// </remarks>
internal sealed partial class ReceiveBudget(long maxBytes, TimeProvider time)
{
    private const int MostOfOne = 8;
    private const int BytesOfAMessage = 128; // the memory that a message takes besides its content

    private readonly LogSampler _sampler = new(time);
    private long _waiting;

    /// <summary>Counts a message that has arrived.</summary>
    /// <param name="size">The size of the message in bytes.</param>
    /// <param name="ofChannel">The number of waiting bytes of its channel.</param>
    /// <param name="logger">Gets a message if there is no room.</param>
    /// <returns>Whether there is room for the message.</returns>
    public bool TryEnter(int size, ref long ofChannel, ILogger logger)
    {
        var cost = (long)size + BytesOfAMessage;
        var waiting = Interlocked.Add(ref _waiting, cost);
        var own = Interlocked.Add(ref ofChannel, cost);

        // A single message that is larger than the limit is accepted if nothing else waits.
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

    /// <summary>Called when a message has been handled.</summary>
    public void Leave(int size, ref long ofChannel)
    {
        var cost = (long)size + BytesOfAMessage;
        Interlocked.Add(ref ofChannel, -cost);
        Interlocked.Add(ref _waiting, -cost);
    }

    private static partial class Log
    {
        [LoggerMessage(81, LogLevel.Warning, "A message of another server was dropped, because messages arrive faster than they are handled. ({Skipped} more since the last warning.)")]
        public static partial void Dropped(ILogger logger, int skipped);
    }
}
