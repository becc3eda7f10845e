namespace Sockeye.Backends.Memory;

/// <summary>One server by itself.</summary>
internal sealed class MemoryRoomBackend(TimeProvider time) : RoomBackend
{
    public override RoomChannel? Channel => null;

    public override RecordStore Records { get; } = new MemoryRecordStore(time);

    public override HistoryStore History { get; } = new MemoryHistoryStore(time);

    public override ClaimStore Claims { get; } = new MemoryClaimStore(time);

    public override ValueTask DisposeAsync() => default;
}
