namespace Sockeye.Backends.Memory;

/// <summary>The backend for a single server.</summary>
internal sealed class MemoryRoomBackend(TimeProvider time) : RoomBackend
{
    public override RoomChannel? Channel => null;

    public override RecordStore Records { get; } = new MemoryRecordStore(time);

    public override HistoryStore History { get; } = new MemoryHistoryStore(time);

    public override ClaimStore Claims { get; } = new MemoryClaimStore(time);

    public override ValueTask DisposeAsync() => default;
}
