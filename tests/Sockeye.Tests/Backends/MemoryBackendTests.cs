using Sockeye.Backends.Memory;

namespace Sockeye.Tests.Backends;

public sealed class MemoryRecordContractTests : RecordContract
{
    protected override Task<RoomBackend> OpenAsync(RoomBackend? first) => Task.FromResult(first ?? new MemoryRoomBackend(TimeProvider.System));
}

public sealed class MemoryHistoryContractTests : HistoryContract
{
    protected override Task<RoomBackend> OpenAsync(RoomBackend? first) => Task.FromResult(first ?? new MemoryRoomBackend(TimeProvider.System));
}

public sealed class MemoryClaimContractTests : ClaimContract
{
    protected override Task<RoomBackend> OpenAsync(RoomBackend? first) => Task.FromResult(first ?? new MemoryRoomBackend(TimeProvider.System));
}
