namespace Sockeye.Fixture.Contract;

/// <summary>The data of a refusal.</summary>
internal sealed record CodeOfRefusal(string Code);
