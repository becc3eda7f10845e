namespace Sockeye.Samples.ChatConsole.Protocol;

/// <summary>Something that the person reads.</summary>
internal sealed record Notice(string Text);
