namespace Sockeye.Samples.ChatConsole.Protocol;

/// <summary>The answer to a message.</summary>
/// <param name="Message">The message as the others get it.</param>
/// <param name="Offset">Its position in the history of the room; missing if it is in none.</param>
internal sealed record SentMessage(ChatMessage Message, string? Offset);
