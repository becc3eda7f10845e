namespace Sockeye.Samples.ChatConsole.Protocol;

/// <summary>Why something was refused.</summary>
/// <param name="Message">A sentence for the person.</param>
internal sealed record FailureReason(string Message);
