namespace Sockeye.Samples.Chat.Cluster;

/// <summary>A member whose connection is on another server.</summary>
/// <param name="Name">As it is written.</param>
/// <param name="Since">When it came, in milliseconds since 1970.</param>
/// <param name="Rooms">The names of the rooms that it is in.</param>
internal sealed record MemberElsewhere(string Name, long Since, IReadOnlyList<string> Rooms);
