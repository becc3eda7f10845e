namespace Sockeye.Samples.Chat.Messages;

/// <summary>What somebody said, to a room or to one member.</summary>
/// <param name="Id">Unique, so that the page can tell what it has already.</param>
/// <param name="From">The sender's name.</param>
/// <param name="Room">The room, or none for a direct message.</param>
/// <param name="To">Whom a direct message is for.</param>
/// <param name="Text">What was said.</param>
/// <param name="At">When, in milliseconds since 1970.</param>
internal sealed record ChatMessage(string Id, string From, string? Room, string? To, string Text, long At);
