namespace Sockeye.Samples.Chat.Messages;

/// <summary>What somebody said, to a room or to one member.</summary>
/// <param name="From">The sender's name.</param>
/// <param name="To">The library's room, or whom a direct message is for.</param>
/// <param name="Text">What was said.</param>
/// <param name="At">When, in milliseconds since 1970.</param>
internal sealed record ChatMessage(string From, string To, string Text, long At);
