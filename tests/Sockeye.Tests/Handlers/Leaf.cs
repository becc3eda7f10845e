namespace Sockeye.Tests.Handlers;

/// <summary>What a client sends; no service.</summary>
internal sealed record Leaf(string Name, List<string>? Smells = null);
