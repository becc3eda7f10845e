namespace Sockeye.Rooms;

/// <summary>The members that a room had at one moment.</summary>
internal readonly struct MemberWalk(MemberList list, int count)
{
    public MemberList List { get; } = list;

    public ReadOnlySpan<Socket> Sockets => List.Sockets.AsSpan(0, count);
}
