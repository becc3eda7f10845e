using Sockeye.Emitters.Redis.Connections;
using StackExchange.Redis;

namespace Sockeye.Redis.Rooms;

/// <summary>
/// Claims in Redis, with one string for each: <c>&lt;prefix&gt;:claim:{&lt;length&gt;:&lt;namespace&gt;:&lt;key&gt;}</c>. Its value is
/// <c>done</c> or <c>claimant until attempt</c>, with the time in milliseconds. Redis removes them by their expiry.
/// </summary>
internal sealed class RedisClaimStore(RedisConnection connection, string prefix) : ClaimStore
{
    /// <summary>Arguments: claimant, lease, how long to keep the key.</summary>
    private const string Claim =
        """
        local held = redis.call('GET', KEYS[1])
        if held == 'done' then return {'done', 0} end
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        local claimant, till, attempt
        if held then claimant, till, attempt = string.match(held, '^(%S+) (%d+) (%d+)$') end
        if claimant and claimant ~= ARGV[1] and tonumber(till) > now then return {'busy', tonumber(till) - now} end
        attempt = (attempt or 0) + (claimant == ARGV[1] and 0 or 1)
        redis.call('SET', KEYS[1], string.format('%s %.0f %.0f', ARGV[1], now + ARGV[2], attempt), 'PX', ARGV[3])
        return {'claimed', attempt}
        """;

    /// <summary>Arguments: claimant, by how much to reduce the number of attempts.</summary>
    private const string Release =
        """
        local claimant, till, attempt = string.match(redis.call('GET', KEYS[1]) or '', '^(%S+) (%d+) (%d+)$')
        if claimant == ARGV[1] then
          local left = redis.call('PTTL', KEYS[1])
          redis.call('SET', KEYS[1], string.format('- 0 %.0f', attempt - ARGV[2]), 'PX', math.max(left, 1))
        end
        return 0
        """;

    public override async ValueTask<ClaimResult> TryClaimAsync(string ns, string key, string claimant, TimeSpan lease, TimeSpan keep)
    {
        var answer = (RedisResult[])(await RunAsync(Claim, ns, key, claimant, Milliseconds(lease), Milliseconds(keep)))!;
        return (string)answer[0]! switch
        {
            "claimed" => new ClaimResult(ClaimStatus.Claimed, (int)answer[1], default),
            "busy" => new ClaimResult(ClaimStatus.Busy, 0, TimeSpan.FromMilliseconds((long)answer[1])),
            _ => new ClaimResult(ClaimStatus.Done, 0, default),
        };
    }

    public override async ValueTask ReleaseAsync(string ns, string key, string claimant, bool counts) => await RunAsync(Release, ns, key, claimant, counts ? 0 : 1);

    public override async ValueTask CompleteAsync(string ns, string key, TimeSpan keep) =>
        await connection.RunAsync("SET", 0, redis => redis.GetDatabase().StringSetAsync(KeyOf(ns, key), "done", keep, flags: CommandFlags.DemandMaster));

    private static long Milliseconds(TimeSpan time) => (long)Math.Ceiling(time.TotalMilliseconds);

    private ValueTask<RedisResult> RunAsync(string script, string ns, string key, params RedisValue[] arguments) =>
        connection.RunAsync("EVAL", 0, redis => redis.GetDatabase().ScriptEvaluateAsync(script, [KeyOf(ns, key)], arguments, CommandFlags.DemandMaster));

    // As for histories, the length marks the end of the namespace.
    private RedisKey KeyOf(string ns, string key) => $"{prefix}:claim:{{{ns.Length}:{ns}:{key}}}";
}
