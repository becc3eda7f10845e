using System.Text.Json;

namespace Sockeye.Simulation;

/// <summary>The records, as a client knows them that does what the documentation says.</summary>
internal sealed class RecordView
{
    private readonly SortedDictionary<string, (long Version, string Text, int Members)> _rooms = new(StringComparer.Ordinal);

    /// <summary>Whether it watches, and has listed everything.</summary>
    public bool IsComplete { get; set; }

    /// <summary>What it knows of one room; nothing if it knows of none.</summary>
    public string TextOf(string room) => _rooms.TryGetValue(room, out var known) ? $"{room} v{known.Version} {known.Text} {known.Members}" : "";

    public override string ToString() => string.Join(", ", _rooms.Select(static room => $"{room.Key} v{room.Value.Version} {room.Value.Text} {room.Value.Members}"));

    public void OnEvent(string name, JsonElement argument)
    {
        foreach (var room in argument.GetProperty("rooms").EnumerateArray())
        {
            var id = room.GetProperty("room").GetString()!;
            switch (name)
            {
                case "rooms:deleted":
                    _rooms.Remove(id);
                    break;
                case "rooms:members" when _rooms.TryGetValue(id, out var known):
                    _rooms[id] = known with { Members = room.GetProperty("members").GetInt32() };
                    break;
                case "rooms:created" or "rooms:changed" or "rooms:list":
                    _rooms[id] = (room.GetProperty("version").GetInt64(), room.GetProperty("value").GetProperty("text").GetString()!, room.GetProperty("members").GetInt32());
                    break;
            }
        }
    }
}
