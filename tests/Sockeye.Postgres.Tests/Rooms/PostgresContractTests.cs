using Sockeye.Postgres.Tests.Support;
using Sockeye.Tests.Backends;

namespace Sockeye.Postgres.Tests.Rooms;

public sealed class PostgresRecordContractTests(PostgresInstance postgres) : RecordContract, IClassFixture<PostgresInstance>
{
    protected override Task<RoomBackend> OpenAsync(RoomBackend? first) => PostgresBackends.OpenAsync(postgres);
}

public sealed class PostgresHistoryContractTests(PostgresInstance postgres) : HistoryContract, IClassFixture<PostgresInstance>
{
    protected override Task<RoomBackend> OpenAsync(RoomBackend? first) => PostgresBackends.OpenAsync(postgres);
}

public sealed class PostgresClaimContractTests(PostgresInstance postgres) : ClaimContract, IClassFixture<PostgresInstance>
{
    protected override Task<RoomBackend> OpenAsync(RoomBackend? first) => PostgresBackends.OpenAsync(postgres);
}

public sealed class PostgresChannelContractTests(PostgresInstance postgres) : ChannelContract, IClassFixture<PostgresInstance>
{
    protected override Task<RoomBackend> OpenAsync(RoomBackend? first) => PostgresBackends.OpenAsync(postgres);
}
