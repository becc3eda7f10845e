namespace Sockeye.Fixture.Suites;

/// <summary>The time, inside of an object.</summary>
internal sealed record Taken(DateTime Date);
