namespace Sockeye.Presences;

/// <summary>When something was set: by the clock of the server that set it, and no two are the same but <see cref="First"/>.</summary>
/// <param name="Time">Milliseconds since 1970, or one more than the last of that server.</param>
/// <param name="Server">The server.</param>
internal readonly record struct Stamp(long Time, string Server) : IComparable<Stamp>
{
    /// <summary>Before all that is ever set.</summary>
    public static Stamp First { get; } = new(0, string.Empty);

    public int CompareTo(Stamp other)
    {
        var byTime = Time.CompareTo(other.Time);
        return byTime != 0 ? byTime : string.CompareOrdinal(Server, other.Server);
    }
}
