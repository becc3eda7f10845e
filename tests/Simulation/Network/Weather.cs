namespace Sockeye.Simulation;

/// <summary>What happens to messages between servers at the moment.</summary>
internal sealed class Weather
{
    private static readonly TimeSpan Calm = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Storm = TimeSpan.FromMilliseconds(900);

    /// <summary>Of a hundred messages, so many are lost.</summary>
    public int Loss { get; set; }

    /// <summary>Of a hundred messages, so many come twice.</summary>
    public int Twice { get; set; }

    /// <summary>Of a hundred messages, so many are late.</summary>
    public int Late { get; set; }

    /// <summary>Whether nothing can be sent.</summary>
    public bool IsDown { get; set; }

    public void Clear() => (Loss, Twice, Late, IsDown) = (0, 0, 0, false);

    public long Delay(Rng rng) => rng.Ticks(TimeSpan.FromMilliseconds(1), rng.Chance(Late) ? Storm : Calm);
}
