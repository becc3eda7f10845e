namespace Sockeye.Samples.ChatConsole.Protocol;

/// <summary>Messages of a room, oldest first.</summary>
/// <param name="Messages">The messages.</param>
/// <param name="More">Whether there are more of those that were asked for.</param>
/// <param name="Truncated">Whether some of those that were asked for are no longer kept.</param>
internal sealed record HistoryPage(HistoryEntry[] Messages, bool More, bool Truncated);
