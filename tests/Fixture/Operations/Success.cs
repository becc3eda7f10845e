namespace Sockeye.Fixture.Operations;

/// <summary>The answer to an operation: its result.</summary>
internal sealed record Success(object? Ok);
