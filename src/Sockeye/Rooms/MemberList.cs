namespace Sockeye.Rooms;

/// <summary>The arrays of a <see cref="Room"/>, and how many walks look at them.</summary>
internal sealed class MemberList(int capacity)
{
    public readonly Socket[] Sockets = new Socket[capacity];

    /// <summary>Where the room stands in each member's own list of rooms.</summary>
    public readonly int[] BackIndexes = new int[capacity];

    public int Walks;

    // By half, not to double: most rooms are small, and what is spare in each adds up.
    public static int Grown(int count) => count + (count / 2) + 1;

    public MemberList Copy(int count, int capacity)
    {
        var copy = new MemberList(capacity);
        Array.Copy(Sockets, copy.Sockets, count);
        Array.Copy(BackIndexes, copy.BackIndexes, count);
        return copy;
    }
}
