namespace Sockeye.Samples.ChatConsole.Protocol;

/// <summary>An answer, as far as it says that something was refused.</summary>
/// <param name="Error">Why; missing if nothing was refused.</param>
internal sealed record Failure(FailureReason? Error);
