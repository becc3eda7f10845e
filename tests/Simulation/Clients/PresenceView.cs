using System.Text.Json;

namespace Sockeye.Simulation;

/// <summary>Who is in a room, as a client knows it that does what the documentation says. What cannot be is a finding.</summary>
internal sealed class PresenceView
{
    private readonly SortedDictionary<string, string> _members = new(StringComparer.Ordinal);

    public bool HasSnapshot { get; private set; }

    public override string ToString() => Text(_members);

    public static string Text(IEnumerable<KeyValuePair<string, string>> members) => string.Join(' ', members.Select(static member => $"{member.Key}={member.Value}"));

    public void OnEvent(string name, JsonElement argument)
    {
        if (name == "presence:snapshot")
        {
            HasSnapshot = true;
            _members.Clear();
        }
        else if (!HasSnapshot)
        {
            return;
        }

        foreach (var member in argument.GetProperty("members").EnumerateArray())
        {
            var id = member.GetProperty("id").GetString()!;
            if (name == "presence:left")
            {
                Expect(_members.Remove(id), $"{id} left and was not there");
                continue;
            }

            Expect(name == "presence:updated" == _members.ContainsKey(id), $"{name} of {id}, who {(name == "presence:updated" ? "was not there" : "was there")}");
            _members[id] = member.GetProperty("state").GetRawText();
        }

        var count = argument.GetProperty("count").GetInt32();

        // Of one change the parts come in a row, each with the number of the end.
        Expect(name != "presence:snapshot" || count == _members.Count, $"a snapshot says {count} members, and has {_members.Count}");
    }

    private void Expect(bool isSo, string otherwise)
    {
        if (!isSo)
        {
            throw new FindingException("impossible-presence", $"{otherwise}; known were {this}");
        }
    }
}
