namespace Sockeye.Contracts.Problems;

/// <summary>
/// The exception for a type that has no declarable form in JSON. The reader of the contract catches it and adds the location.
/// </summary>
internal sealed class NoJsonException(string message) : Exception(message);
