namespace Sockeye.Simulation;

/// <summary>The room backend of one server.</summary>
internal sealed class SimulatedRooms(RoomLine line, RoomBackend stores) : RoomBackend
{
    public override RoomChannel? Channel => line;

    public override RecordStore Records => stores.Records;

    public override HistoryStore History => stores.History;

    public override ClaimStore Claims => stores.Claims;

    public override ValueTask DisposeAsync()
    {
        line.Close();
        return default;
    }
}
