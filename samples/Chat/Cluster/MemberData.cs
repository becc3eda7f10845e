namespace Sockeye.Samples.Chat.Cluster;

/// <summary>What other servers may see of a member's socket: the library's shared data of it.</summary>
/// <param name="Name">The name; none where the socket is not of this chat.</param>
/// <param name="Since">When it came, in milliseconds since 1970.</param>
internal sealed record MemberData(string? Name, long Since);
