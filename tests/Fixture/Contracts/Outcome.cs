namespace Sockeye.Fixture.Contracts;

/// <summary>What came of a vote.</summary>
/// <param name="Yes">How many said yes.</param>
/// <param name="No">How many said no.</param>
/// <param name="Failed">What was wrong with the other answers.</param>
internal sealed record Outcome(int Yes, int No, IReadOnlyList<string> Failed);
