namespace Sockeye.Simulation;

/// <summary>What listeners of the application throw: it is logged, and changes nothing.</summary>
internal sealed class IntendedException() : Exception("intended");
