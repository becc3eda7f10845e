using StackExchange.Redis;

namespace Sockeye.Emitters.Redis.Connections;

/// <summary>
/// When to try again to reach Redis. StackExchange.Redis asks once a second, also while an attempt is under way, and gives that up on a yes. If it were always a yes, a
/// Redis that is more than a second away (a busy machine, TLS over a long way) would never be reached: so every second attempt has more time.
/// </summary>
/// <param name="connectTimeout">The longest that an attempt may take, in milliseconds.</param>
internal sealed class ReconnectPolicy(int connectTimeout) : IReconnectRetryPolicy
{
    /// <summary>For a Redis that refuses connections: the look after this one finds it.</summary>
    private const int ShortMilliseconds = 500;

    /// <summary>No longer than this: other servers wait for this one.</summary>
    private const int LongMilliseconds = 2000;

    private readonly int _long = Math.Clamp(connectTimeout, ShortMilliseconds, LongMilliseconds);

    /// <inheritdoc/>
    public bool ShouldRetry(long currentRetryCount, int timeElapsedMillisecondsSinceLastRetry) =>
        timeElapsedMillisecondsSinceLastRetry >= (currentRetryCount % 2 == 0 ? ShortMilliseconds : _long);
}
