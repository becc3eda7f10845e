namespace Sockeye.Simulation;

/// <summary>The room backend of one server.</summary>
internal sealed class SimulatedRooms(RoomLine line, StoreConnection store) : RoomBackend
{
    public override RoomChannel? Channel => line;

    public override RecordStore Records { get; } = new SimulatedRecords(store);

    public override HistoryStore History { get; } = new SimulatedHistory(store);

    public override ClaimStore Claims { get; } = new SimulatedClaims(store);

    public override ValueTask DisposeAsync()
    {
        line.Close();
        return default;
    }
}
