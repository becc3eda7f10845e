namespace Sockeye.Tests.Records;

/// <summary>What the rooms of these tests have.</summary>
internal sealed record Lobby(string Title, int Limit = 0);
