namespace Sockeye.Contracts.Problems;

/// <summary>A type has no form in JSON that could be declared. What reads the contract catches it and adds where the type stands.</summary>
internal sealed class NoJsonException(string message) : Exception(message);
