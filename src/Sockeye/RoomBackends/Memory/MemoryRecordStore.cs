namespace Sockeye.RoomBackends.Memory;

/// <summary>The records of rooms in the memory of the process.</summary>
internal sealed class MemoryRecordStore : RecordStore
{
}
