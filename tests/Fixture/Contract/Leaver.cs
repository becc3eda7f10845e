namespace Sockeye.Fixture.Contract;

/// <summary>Who has left, and why.</summary>
internal sealed record Leaver(string Id, string Reason);
