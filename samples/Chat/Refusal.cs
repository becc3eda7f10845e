namespace Sockeye.Samples.Chat;

/// <summary>A no that the user reads: one clear sentence, and a code for the page.</summary>
internal sealed class Refusal(string message, string code) : Exception(message)
{
    public string Code { get; } = code;
}
