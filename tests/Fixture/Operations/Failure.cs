namespace Sockeye.Fixture.Operations;

/// <summary>The answer to an operation: what went wrong.</summary>
internal sealed record Failure(string Error);
