namespace Sockeye.Samples.NativeChat;

/// <summary>Why somebody was not let in, for programs.</summary>
internal sealed record Refusal(string Code);
