namespace Sockeye.Samples.ChatConsole.Protocol;

/// <summary>A message of the history, with the arguments of the event that it was.</summary>
internal sealed record HistoryEntry(string Offset, ChatMessage[] Args);
