namespace Sockeye.Simulation;

/// <summary>What the application keeps of a room.</summary>
internal sealed record Note(string Text);
