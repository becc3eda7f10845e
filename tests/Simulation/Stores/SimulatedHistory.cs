namespace Sockeye.Simulation;

/// <summary>The messages of rooms, for one server.</summary>
internal sealed class SimulatedHistory(StoreConnection store) : HistoryStore
{
    public override bool IsOffset(string text) => store.Engine.Now.History.IsOffset(text);

    public override ValueTask<IReadOnlyList<string>> AppendAsync(string ns, string room, IReadOnlyList<ClusterPayload> events, RoomHistoryOptions options) =>
        store.CallAsync($"appends {events.Count} to {room}", stores => stores.History.AppendAsync(ns, room, events, options), changes: true);

    public override ValueTask<HistoryPage> ReadAsync(string ns, string room, HistoryQuery query, RoomHistoryOptions options) =>
        store.CallAsync("reads", stores => stores.History.ReadAsync(ns, room, query, options), changes: false);

    public override async ValueTask DeleteAsync(string ns, string room, string? upToOffset) =>
        await store.CallAsync($"deletes the messages of {room}", stores => Done(stores.History.DeleteAsync(ns, room, upToOffset)), changes: true);

    private static async ValueTask<bool> Done(ValueTask task)
    {
        await task;
        return true;
    }
}
