namespace Sockeye.Emitters.Redis.Rooms;

/// <summary>
/// The scripts that Redis runs in one step. Their keys are: the records by room, <c>version origin created updated ends expires tag
/// value</c>; the rooms by the revision of their last change; the ended rooms by revision, with the reason before the name; and a hash with
/// <c>epoch</c>, <c>revision</c>, <c>bytes</c>, <c>digest</c> and <c>forgotten</c>. Tags and digests are 16 hexadecimal digits, because
/// numbers in Lua have only 53 bits.
/// </summary>
/// <remarks>
/// A revision is the time in microseconds, or a higher number. So a Redis that has lost the last changes in a failover does not use their
/// revisions again.
/// </remarks>
internal static class RecordScripts
{
    /// <summary>
    /// Arguments: kind, room, value, ends, expires after, expected version, expected origin, end, maximum number of rooms, maximum number
    /// of bytes, a new epoch, how many ended rooms to remember, tag, expected tag or empty.
    /// </summary>
    public const string Write =
        """
        local kind, room, json = ARGV[1], ARGV[2], ARGV[3]
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        local function text(number) return string.format('%.0f', number) end
        local function xor(one, other)
          local function half(at) return bit.tohex(bit.bxor(tonumber(string.sub(one, at, at + 7), 16), tonumber(string.sub(other, at, at + 7), 16))) end
          return half(1) .. half(9)
        end
        local current = redis.call('HGET', KEYS[1], room)
        local version, origin, created, updated, ends, expires, tag, value
        if current then
          version, origin, created, updated, ends, expires, tag, value = string.match(
            current, '^(%d+) (%d+) (%d+) (%d+) (%d) (%d+) (' .. string.rep('%x', 16) .. ') (.*)$')
        end
        if kind == 'create' then
          if version then return {'exists', current} end
        elseif not version then
          return {'none'}
        elseif (ARGV[6] ~= '0' and ARGV[6] ~= version) or (ARGV[7] ~= '0' and ARGV[7] ~= origin) or (ARGV[14] ~= '' and ARGV[14] ~= tag)
          or (kind == 'delete' and ARGV[8] == '2' and (expires == '0' or tonumber(expires) > now)) then
          return {'conflict', current}
        end

        local bytes = tonumber(redis.call('HGET', KEYS[4], 'bytes') or '0')
        local growth = 0
        if kind == 'create' then
          if redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[9]) then return {'many'} end
          growth = #room + #json
        elseif kind == 'set' then
          growth = #json - #value
        elseif kind == 'delete' then
          growth = -#room - #value
        end
        if growth > 0 and bytes + growth > tonumber(ARGV[10]) then return {'large'} end

        redis.call('HSETNX', KEYS[4], 'epoch', ARGV[11])
        local epoch = redis.call('HGET', KEYS[4], 'epoch')
        local previous = redis.call('HGET', KEYS[4], 'revision') or '0'
        local revision = text(math.max(tonumber(previous) + 1, time[1] * 1000000 + time[2]))
        local digest = redis.call('HGET', KEYS[4], 'digest') or '0000000000000000'
        if tag then digest = xor(digest, tag) end
        if kind ~= 'delete' then digest = xor(digest, ARGV[13]) end
        redis.call('HSET', KEYS[4], 'revision', revision, 'bytes', text(bytes + growth), 'digest', digest)
        if kind == 'delete' then
          redis.call('HDEL', KEYS[1], room)
          redis.call('ZREM', KEYS[2], room)
          redis.call('ZADD', KEYS[3], revision, ARGV[8] .. room)
          if redis.call('ZCARD', KEYS[3]) > tonumber(ARGV[12]) then
            redis.call('HSET', KEYS[4], 'forgotten', redis.call('ZPOPMIN', KEYS[3])[2])
          end
          return {'done', epoch, previous, revision, digest}
        end

        if kind == 'create' then
          version, origin, created, updated, ends, value = '1', revision, text(now), text(now), ARGV[4], json
          redis.call('ZREM', KEYS[3], '0' .. room, '1' .. room, '2' .. room)
        elseif kind == 'set' then
          version, updated, value = text(tonumber(version) + 1), text(now), json
        end
        if kind ~= 'set' then
          expires = ARGV[5] == '0' and '0' or text(now + ARGV[5])
        end
        local record = table.concat({version, origin, created, updated, ends, expires, ARGV[13], value}, ' ')
        redis.call('HSET', KEYS[1], room, record)
        redis.call('ZADD', KEYS[2], revision, room)
        return {'done', epoch, previous, revision, digest, record}
        """;

    /// <summary>Arguments: epoch, revision, the revision since which ended rooms are wanted, the number of changes, a new epoch.</summary>
    public const string Read =
        """
        redis.call('HSETNX', KEYS[4], 'epoch', ARGV[5])
        local state = redis.call('HMGET', KEYS[4], 'epoch', 'revision', 'forgotten', 'digest')
        local epoch, revision, forgotten = state[1], state[2] or '0', state[3] or '0'
        local since, ended, whole = ARGV[2], ARGV[3], 0
        if ARGV[1] ~= epoch or tonumber(ended) < tonumber(forgotten) or tonumber(since) > tonumber(revision) then
          since, ended, whole = '0', revision, 1
        end
        local rooms = redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. since, '+inf', 'WITHSCORES', 'LIMIT', 0, ARGV[4])
        local gone = redis.call('ZRANGEBYSCORE', KEYS[3], '(' .. (tonumber(since) > tonumber(ended) and since or ended), '+inf', 'WITHSCORES', 'LIMIT', 0, ARGV[4])
        local records = {}
        for i = 1, #rooms, 2 do
          records[#records + 1] = redis.call('HGET', KEYS[1], rooms[i]) or ''
        end
        return {whole, epoch, revision, ended, rooms, records, gone, state[4] or '0000000000000000'}
        """;
}
