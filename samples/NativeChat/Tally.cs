namespace Sockeye.Samples.NativeChat;

/// <summary>What came of a poll.</summary>
internal sealed record Tally(int Yes, int No);
