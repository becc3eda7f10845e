using Microsoft.Extensions.Logging;
using Sockeye.Emitters.Redis.Connections;

namespace Sockeye.Redis.Connections;

/// <summary>
/// Bounds the messages of all channels of a connection that have come and wait to be handled. Redis cannot be asked to wait: StackExchange.Redis reads on, since the
/// same connection may bring the answers to commands. So what has no room is dropped, counted, and said.
/// </summary>
internal sealed partial class ReceiveBudget(long maxBytes, TimeProvider time, ILogger logger)
{
    private const int BytesOfAMessage = 128; // what it takes in memory beside its content

    private readonly SampledWarning _warning = new(time);
    private long _waiting;

    /// <summary>A message has come.</summary>
    /// <returns>Whether there is room for it.</returns>
    public bool TryEnter(int size)
    {
        if (Interlocked.Add(ref _waiting, size + BytesOfAMessage) <= maxBytes)
        {
            return true;
        }

        Leave(size);
        if (_warning.TryEnter(out var before))
        {
            Log.Dropped(logger, before + 1);
        }

        return false;
    }

    /// <summary>It has been handled.</summary>
    public void Leave(int size) => Interlocked.Add(ref _waiting, -size - BytesOfAMessage);

    private static partial class Log
    {
        [LoggerMessage(81, LogLevel.Warning, "Messages of other servers come faster than they are handled: {Count} were dropped.")]
        public static partial void Dropped(ILogger logger, long count);
    }
}
