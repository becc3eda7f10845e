namespace Sockeye.Tests.Presences;

/// <summary>The state of the members of these tests.</summary>
internal sealed record Mood(string Text, int Level = 0)
{
    public int Level { get; } = Level >= 0 ? Level : throw new ArgumentOutOfRangeException(nameof(Level));
}
