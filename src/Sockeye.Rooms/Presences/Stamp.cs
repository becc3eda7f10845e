namespace Sockeye.Presences;

/// <summary>
/// The time at which something was set, by the clock of the server that set it. No two stamps are equal, except <see cref="First"/>.
/// </summary>
/// <param name="Time">Milliseconds since 1970, or one more than the last stamp of that server.</param>
/// <param name="Server">The id of the server.</param>
internal readonly record struct Stamp(long Time, string Server) : IComparable<Stamp>
{
    /// <summary>The stamp before all others.</summary>
    public static Stamp First { get; } = new(0, string.Empty);

    public int CompareTo(Stamp other)
    {
        var byTime = Time.CompareTo(other.Time);
        return byTime != 0 ? byTime : string.CompareOrdinal(Server, other.Server);
    }
}
