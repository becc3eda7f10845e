namespace Sockeye.RoomBackends.Memory;

/// <summary>The messages of rooms in the memory of the process.</summary>
internal sealed class MemoryHistoryStore : HistoryStore
{
}
