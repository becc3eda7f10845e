namespace Sockeye.Contracts.Problems;

/// <summary>The exception for wrong arguments of the tool.</summary>
internal sealed class UsageException(string message) : Exception(message);
