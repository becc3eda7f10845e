namespace Sockeye.RoomBackends.Memory;

/// <summary>One server by itself.</summary>
internal sealed class MemoryRoomBackend : RoomBackend
{
    public override RoomChannel? Channel => null;

    public override RecordStore Records { get; } = new MemoryRecordStore();

    public override HistoryStore History { get; } = new MemoryHistoryStore();

    public override ValueTask DisposeAsync() => default;
}
