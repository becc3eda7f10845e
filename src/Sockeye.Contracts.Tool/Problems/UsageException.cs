namespace Sockeye.Contracts.Problems;

/// <summary>The arguments of the tool are wrong.</summary>
internal sealed class UsageException(string message) : Exception(message);
