using StackExchange.Redis;

namespace Sockeye.Emitters.Redis.Connections;

/// <summary>
/// Decides when to try again to reach Redis. StackExchange.Redis asks once a second, also during an attempt, and gives up the attempt if
/// the answer is yes. If the answer were always yes, a Redis that takes more than a second to connect (a busy machine, or TLS over a long
/// distance) would never be reached. So every second attempt has more time.
/// </summary>
/// <param name="connectTimeout">The maximum time of an attempt, in milliseconds.</param>
internal sealed class ReconnectPolicy(int connectTimeout) : IReconnectRetryPolicy
{
    /// <summary>For a Redis that refuses connections: the next check after this time finds it.</summary>
    private const int ShortMilliseconds = 500;

    /// <summary>The maximum, because other servers wait for this one.</summary>
    private const int LongMilliseconds = 2000;

    private readonly int _long = Math.Clamp(connectTimeout, ShortMilliseconds, LongMilliseconds);

    /// <inheritdoc/>
    public bool ShouldRetry(long currentRetryCount, int timeElapsedMillisecondsSinceLastRetry) =>
        timeElapsedMillisecondsSinceLastRetry >= (currentRetryCount % 2 == 0 ? ShortMilliseconds : _long);
}
