using Sockeye.Tests.Backends;

namespace Sockeye.Redis.Tests.Rooms;

public sealed class RedisRecordContractTests(RedisInstance redis) : RecordContract, IClassFixture<RedisInstance>
{
    protected override Task<RoomBackend> OpenAsync(RoomBackend? first) => RedisBackends.OpenAsync(redis.Address);
}

public sealed class RedisHistoryContractTests(RedisInstance redis) : HistoryContract, IClassFixture<RedisInstance>
{
    protected override Task<RoomBackend> OpenAsync(RoomBackend? first) => RedisBackends.OpenAsync(redis.Address);
}

public sealed class RedisClaimContractTests(RedisInstance redis) : ClaimContract, IClassFixture<RedisInstance>
{
    protected override Task<RoomBackend> OpenAsync(RoomBackend? first) => RedisBackends.OpenAsync(redis.Address);
}

public sealed class RedisChannelContractTests(RedisInstance redis) : ChannelContract, IClassFixture<RedisInstance>
{
    protected override Task<RoomBackend> OpenAsync(RoomBackend? first) => RedisBackends.OpenAsync(redis.Address, Namespace);
}

public sealed class RedisClusterRecordContractTests(RedisClusterInstance redis) : RecordContract, IClassFixture<RedisClusterInstance>
{
    protected override Task<RoomBackend> OpenAsync(RoomBackend? first) => RedisBackends.OpenAsync(redis.Address);
}

public sealed class RedisClusterHistoryContractTests(RedisClusterInstance redis) : HistoryContract, IClassFixture<RedisClusterInstance>
{
    protected override Task<RoomBackend> OpenAsync(RoomBackend? first) => RedisBackends.OpenAsync(redis.Address);
}

public sealed class RedisClusterClaimContractTests(RedisClusterInstance redis) : ClaimContract, IClassFixture<RedisClusterInstance>
{
    protected override Task<RoomBackend> OpenAsync(RoomBackend? first) => RedisBackends.OpenAsync(redis.Address);
}

public sealed class RedisClusterChannelContractTests(RedisClusterInstance redis) : ChannelContract, IClassFixture<RedisClusterInstance>
{
    protected override Task<RoomBackend> OpenAsync(RoomBackend? first) => RedisBackends.OpenAsync(redis.Address, Namespace);
}

public sealed class RedisFailoverRecordContractTests(RedisReplicaInstance redis) : RecordContract, IClassFixture<RedisReplicaInstance>
{
    protected override Task<RoomBackend> OpenAsync(RoomBackend? first) => redis.OpenAsync();
}

public sealed class RedisFailoverHistoryContractTests(RedisReplicaInstance redis) : HistoryContract, IClassFixture<RedisReplicaInstance>
{
    protected override Task<RoomBackend> OpenAsync(RoomBackend? first) => redis.OpenAsync();
}

public sealed class RedisFailoverClaimContractTests(RedisReplicaInstance redis) : ClaimContract, IClassFixture<RedisReplicaInstance>
{
    protected override Task<RoomBackend> OpenAsync(RoomBackend? first) => redis.OpenAsync();
}
