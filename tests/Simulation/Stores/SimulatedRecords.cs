namespace Sockeye.Simulation;

/// <summary>The records, for one server.</summary>
internal sealed class SimulatedRecords(StoreConnection store) : RecordStore
{
    // So that there are pages.
    private const int MaxPage = 3;

    public override ValueTask<RecordWriteResult> WriteAsync(string ns, RecordWrite write, RecordLimits limits) =>
        store.CallAsync($"{write.Kind} {write.Room} {write.End}", stores => WriteAsync(stores, ns, write, limits), changes: true);

    public override ValueTask<RecordChanges> ReadAsync(string ns, RecordPosition position, int limit) =>
        store.CallAsync("reads", stores => stores.Records.ReadAsync(ns, position, Math.Min(limit, MaxPage)), changes: false);

    private async ValueTask<RecordWriteResult> WriteAsync(RoomBackend stores, string ns, RecordWrite write, RecordLimits limits)
    {
        var result = await stores.Records.WriteAsync(ns, write, limits);
        if (write.Kind == RecordWriteKind.Delete && result.Status == RecordWriteStatus.Done)
        {
            store.Engine.Deleted(write.Room);
        }

        return result;
    }
}
