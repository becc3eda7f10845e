namespace Sockeye.Samples.Cursors;

/// <summary>The state of a visitor, which the visitor sets.</summary>
/// <param name="Hue">The colour, in degrees.</param>
internal sealed record Look(int Hue);
