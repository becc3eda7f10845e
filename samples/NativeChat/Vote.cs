namespace Sockeye.Samples.NativeChat;

/// <summary>What one client has answered.</summary>
internal sealed record Vote(bool Yes);
