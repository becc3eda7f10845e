namespace Sockeye.Fixture.Operations;

/// <summary>The operation means nothing; the message goes to the client.</summary>
internal sealed class OperationException(string message) : Exception(message);
