using Microsoft.Extensions.Logging;
using Sockeye.Diagnostics;

namespace Sockeye.Redis.Connections;

/// <summary>
/// Bounds the messages of all channels of a connection that have come and wait to be handled. Redis cannot be asked to wait: StackExchange.Redis reads on, since the
/// same connection may bring the answers to commands. So what has no room is dropped, counted, and said.
/// </summary>
internal sealed partial class ReceiveBudget(long maxBytes, TimeProvider time, ILogger logger)
{
    private const int BytesOfAMessage = 128; // what it takes in memory beside its content

    private readonly LogSampler _sampler = new(time);
    private long _waiting;

    /// <summary>A message has come.</summary>
    /// <returns>Whether there is room for it.</returns>
    public bool TryEnter(int size)
    {
        // One that is larger than all that may wait is let in alone.
        var waiting = Interlocked.Add(ref _waiting, size + BytesOfAMessage);
        if (waiting <= maxBytes || waiting == size + BytesOfAMessage)
        {
            return true;
        }

        Leave(size);
        if (_sampler.ShouldWrite("overload", out var skipped))
        {
            Log.Dropped(logger, skipped);
        }

        return false;
    }

    /// <summary>It has been handled.</summary>
    public void Leave(int size) => Interlocked.Add(ref _waiting, -size - BytesOfAMessage);

    private static partial class Log
    {
        [LoggerMessage(81, LogLevel.Warning, "Messages of other servers come faster than they are handled: one was dropped, and {Skipped} more since the last warning.")]
        public static partial void Dropped(ILogger logger, int skipped);
    }
}
