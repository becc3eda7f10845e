namespace Sockeye.Presences;

/// <summary>A connection of a member, and its state.</summary>
/// <param name="Id">The id of the socket.</param>
/// <param name="State">The state as JSON.</param>
internal sealed record MemberConnection(string Id, byte[] State)
{
    /// <summary>
    /// The union of both lists. Both are in the order of the ids, and so is the result. If there are more than the limit, the first ones
    /// stay, so the result is the same in whichever order lists are joined.
    /// </summary>
    /// <returns>The union; <see langword="null"/> if connections are not listed.</returns>
    public static MemberConnection[]? Union(MemberConnection[]? one, MemberConnection[]? other, int limit)
    {
        if (one is not { Length: > 0 } || other is not { Length: > 0 })
        {
            return one is { Length: > 0 } ? one : other ?? one;
        }

        // A socket that is recovered on another server has two entries until its former one is removed.
        return [.. one.Concat(other).OrderBy(static connection => connection.Id, StringComparer.Ordinal).DistinctBy(static connection => connection.Id).Take(limit)];
    }

    public static bool LookAlike(MemberConnection[]? one, MemberConnection[]? other) =>
        ReferenceEquals(one, other) || (one is not null && other is not null && one.Length == other.Length && one.Zip(other).All(static pair => pair.First.LooksLike(pair.Second)));

    private bool LooksLike(MemberConnection other) => ReferenceEquals(this, other) || (Id == other.Id && State.AsSpan().SequenceEqual(other.State));
}
