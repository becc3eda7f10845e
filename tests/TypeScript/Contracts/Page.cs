namespace Sockeye.TypeScriptContracts;

/// <summary>A part of a list.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
