using Sockeye.Fixture.Values;

namespace Sockeye.Fixture.Operations;

/// <summary>The answer to a broadcast that not everybody has answered.</summary>
internal sealed record PartialFailure(string Error, AnyValue?[] Partial);
