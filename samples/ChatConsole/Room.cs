using Sockeye.Samples.ChatConsole.Protocol;

namespace Sockeye.Samples.ChatConsole;

/// <summary>A room that this person is in.</summary>
/// <param name="key">The name by which the server knows it.</param>
internal sealed class Room(string key)
{
    private const int MaxOffsets = 1000;

    private readonly SortedSet<string> _offsets = new(StringComparer.Ordinal);

    public string Key => key;

    /// <summary>The name that people read.</summary>
    public required string Name { get; set; }

    /// <summary>Who is there, by name.</summary>
    public SortedDictionary<string, Member> Members { get; } = new(StringComparer.Ordinal);

    /// <summary>The position of the newest message that was shown.</summary>
    public string? LastOffset => _offsets.Max;

    /// <summary>Remembers a message.</summary>
    /// <returns>Whether it is new.</returns>
    public bool See(string offset)
    {
        if (!_offsets.Add(offset))
        {
            return false;
        }

        if (_offsets.Count > MaxOffsets)
        {
            _offsets.Remove(_offsets.Min!);
        }

        return true;
    }

    /// <summary>Adds members, or replaces what is known of them.</summary>
    public void Put(IEnumerable<Member> members)
    {
        foreach (var member in members)
        {
            Members[member.Id] = member;
        }
    }
}
