namespace Sockeye.Samples.ChatConsole.Protocol;

/// <summary>What somebody said.</summary>
/// <param name="From">The name of the sender.</param>
/// <param name="To">The key of the room, or the name of the person.</param>
/// <param name="Text">What was said.</param>
internal sealed record ChatMessage(string From, string To, string Text);
