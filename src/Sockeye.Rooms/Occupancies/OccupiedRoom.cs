using Sockeye.Telling;

namespace Sockeye.Occupancies;

/// <summary>A room whose number is reported. Guarded by the lock of <see cref="OccupancyNews"/>.</summary>
internal sealed class OccupiedRoom(string name) : NewsSource
{
    public string Name => name;

    /// <summary>The number that was reported last.</summary>
    public int Told { get; set; }

    /// <summary>Whether there is a newcomer on this server that has not got a number yet.</summary>
    public bool HasNewcomer { get; set; }
}
