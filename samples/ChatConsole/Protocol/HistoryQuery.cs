namespace Sockeye.Samples.ChatConsole.Protocol;

/// <summary>Which messages are asked for: the last ones, or those after an offset.</summary>
internal sealed record HistoryQuery(int? Last = null, string? Since = null);
