using Sockeye.Telling;

namespace Sockeye.Occupancies;

/// <summary>A room whose number is told. Used under the lock of <see cref="OccupancyNews"/>.</summary>
internal sealed class OccupiedRoom(string name) : NewsSource
{
    public string Name => name;

    /// <summary>The number that was told last.</summary>
    public int Told { get; set; }

    /// <summary>Whether somebody has come to this server who has not been told a number.</summary>
    public bool HasNewcomer { get; set; }
}
