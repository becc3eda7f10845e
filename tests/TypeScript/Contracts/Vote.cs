namespace Sockeye.TypeScriptContracts;

/// <summary>A vote.</summary>
public sealed record Vote(Choice Choice, string? Comment, int Weight = 1);
