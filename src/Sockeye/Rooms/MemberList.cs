namespace Sockeye.Rooms;

/// <summary>The arrays of a <see cref="Room"/>, and the number of walks that read them.</summary>
internal sealed class MemberList(int capacity)
{
    public readonly Socket[] Sockets = new Socket[capacity];

    /// <summary>For each member, the index of the room in the member's own list of rooms.</summary>
    public readonly int[] BackIndexes = new int[capacity];

    public int Walks;

    // The list grows by half and does not double: most rooms are small, and the spare places of all rooms add up.
    public static int Grown(int count) => count + (count / 2) + 1;

    public MemberList Copy(int count, int capacity)
    {
        var copy = new MemberList(capacity);
        Array.Copy(Sockets, copy.Sockets, count);
        Array.Copy(BackIndexes, copy.BackIndexes, count);
        return copy;
    }
}
