namespace Sockeye;

/// <summary>How the numbers of rooms are counted and reported. Use the same values on all servers.</summary>
public sealed class OccupancyOptions
{
    /// <summary>
    /// Chooses the rooms that are counted. The own room of a socket, named by its id, is never counted, nor is a room whose name is longer
    /// than 1024 characters.
    /// </summary>
    /// <value>All rooms by default.</value>
    public Func<string, bool> Includes { get; set; } = static _ => true;

    /// <summary>The minimum time between two reports of a room's number. The first change after a quiet time is sent at once.</summary>
    /// <value>1 second by default; 1 minute at most.</value>
    public TimeSpan Window { get; set; } = TimeSpan.FromSeconds(1);

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Includes);
        ArgumentOutOfRangeException.ThrowIfLessThan(Window, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Window, TimeSpan.FromMinutes(1));
    }
}
