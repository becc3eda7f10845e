namespace Sockeye.Tests.Contracts;

/// <summary>An answer whose type refuses values itself.</summary>
internal sealed record Rating
{
    public Rating(int stars)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(stars, 5);
        Stars = stars;
    }

    public int Stars { get; }
}
