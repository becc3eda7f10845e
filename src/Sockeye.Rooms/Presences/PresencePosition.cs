namespace Sockeye.Presences;

/// <summary>The changes of a server are counted. A namespace that is made anew on a server begins at a multiple of 2^36, above all that was before.</summary>
internal static class PresencePosition
{
    private const int EpochBits = 36;
    private const long MaxInEpoch = (1L << EpochBits) - 1;

    public static long StartOf(long epoch) => epoch << EpochBits;

    /// <summary>Behind all changes of the epoch.</summary>
    public static long EndOf(long epoch) => StartOf(epoch) | MaxInEpoch;

    public static bool IsStart(long position) => (position & MaxInEpoch) == 0;
}
