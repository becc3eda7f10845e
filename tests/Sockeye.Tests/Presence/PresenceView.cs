using System.Text.Json;

namespace Sockeye.Tests.Presences;

/// <summary>What a client makes of the events of a room, as the documentation tells it to.</summary>
internal sealed class PresenceView(string room)
{
    private readonly SortedDictionary<string, string> _members = new(StringComparer.Ordinal);

    /// <summary>The last count that it was told.</summary>
    public int Count { get; private set; }

    public void Hear(string packet)
    {
        var root = JsonElement.Parse(packet);
        var eventName = root[0].GetString()!;
        if (!eventName.StartsWith("presence:", StringComparison.Ordinal) || root[1].GetProperty("room").GetString() != room)
        {
            return;
        }

        if (eventName == "presence:snapshot")
        {
            _members.Clear();
        }

        Count = root[1].GetProperty("count").GetInt32();
        foreach (var member in root[1].GetProperty("members").EnumerateArray())
        {
            var id = member.GetProperty("id").GetString()!;
            if (eventName == "presence:left")
            {
                _members.Remove(id);
            }
            else
            {
                _members[id] = member.GetProperty("state").GetRawText();
            }
        }
    }

    public override string ToString() => string.Join(' ', _members.Select(static member => $"{member.Key}:{member.Value}"));
}
