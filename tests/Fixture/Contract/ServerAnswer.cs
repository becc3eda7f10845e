namespace Sockeye.Fixture.Contract;

/// <summary>What a server answers to another one.</summary>
internal sealed record ServerAnswer(int Server, object?[] Args);
