namespace Sockeye.Permissions;

/// <summary>
/// The name of a room, or a pattern for several: <c>*</c> stands for any text. Each text between two asterisks is searched once, from the
/// left, so no name that a client makes up takes longer than its length.
/// </summary>
internal sealed class RoomPattern
{
    private readonly string[] _parts;

    public RoomPattern(string pattern) => _parts = pattern.Split('*');

    /// <summary>Whether the pattern is the name of one room.</summary>
    public bool IsName => _parts.Length == 1;

    public bool Matches(string room)
    {
        if (IsName)
        {
            return room == _parts[0];
        }

        var rest = room.AsSpan();
        var last = _parts[^1];
        if (rest.Length < _parts[0].Length + last.Length
            || !rest.StartsWith(_parts[0], StringComparison.Ordinal) || !rest.EndsWith(last, StringComparison.Ordinal))
        {
            return false;
        }

        rest = rest[_parts[0].Length..^last.Length];
        foreach (var part in _parts.AsSpan(1, _parts.Length - 2))
        {
            var at = rest.IndexOf(part, StringComparison.Ordinal);
            if (at < 0)
            {
                return false;
            }

            rest = rest[(at + part.Length)..];
        }

        return true;
    }
}
