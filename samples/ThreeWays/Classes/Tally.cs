namespace Sockeye.Samples.Classes;

/// <summary>What came of a vote.</summary>
/// <param name="Yes">How many said yes.</param>
/// <param name="No">How many said no.</param>
/// <param name="Unclear">How many said something else, or nothing in time.</param>
internal sealed record Tally(int Yes, int No, int Unclear);
