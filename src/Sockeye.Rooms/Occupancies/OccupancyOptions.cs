namespace Sockeye;

/// <summary>How the numbers of rooms are counted and told. Set it alike on all servers.</summary>
public sealed class OccupancyOptions
{
    /// <summary>The rooms that are counted. A socket's own room, named by its id, never is, and neither is one whose name is longer than 1024 characters.</summary>
    /// <value>All by default.</value>
    public Func<string, bool> Includes { get; set; } = static _ => true;

    /// <summary>How often the number of a room is sent at most. The first change after a quiet time goes out at once.</summary>
    /// <value>1 second by default; a minute at most.</value>
    public TimeSpan Window { get; set; } = TimeSpan.FromSeconds(1);

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Includes);
        ArgumentOutOfRangeException.ThrowIfLessThan(Window, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Window, TimeSpan.FromMinutes(1));
    }
}
