namespace Sockeye.Samples.NativeChat;

/// <summary>Something that was said.</summary>
/// <param name="From">Who said it.</param>
/// <param name="Text">What was said.</param>
/// <param name="Room">Where; none if it is for one person.</param>
internal sealed record ChatMessage(string From, string Text, string? Room = null);
