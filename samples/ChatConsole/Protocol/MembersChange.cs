namespace Sockeye.Samples.ChatConsole.Protocol;

/// <summary>Who is in a room, who came, who changed, or who left.</summary>
internal sealed record MembersChange(string Room, Member[] Members);
